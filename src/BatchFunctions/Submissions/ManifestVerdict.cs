using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>A manifest's jobs in dependency order, or what is wrong with it.</summary>
internal sealed record ManifestVerdict(IReadOnlyList<PlannedJob> Jobs, IReadOnlyList<InputError> Errors)
{
    public bool IsGood => Errors.Count == 0;
}
