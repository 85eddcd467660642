using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>A manifest's jobs in dependency order, or what is wrong with it.</summary>
internal sealed record ManifestVerdict(IReadOnlyList<PlannedJob> Jobs, IReadOnlyList<InputError> Errors)
{
    public bool IsGood => Errors.Count == 0;

    /// <summary>Makes the hash of the manifest, the same for all that is equal as JSON, whatever format it came in.</summary>
    public Func<string> Hash { get; init; } = static () => "";
}
