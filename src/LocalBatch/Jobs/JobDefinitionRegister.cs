using Model = LocalBatch.Api.Model;

namespace LocalBatch.Jobs;

/// <summary>A revision: what the rules need of it, and all that was registered.</summary>
/// <param name="detail">Its <c>status</c> and <c>tags</c> may change, nothing else does.</param>
internal sealed class JobDefinitionEntry(JobDefinition definition, Model.JobDefinition detail)
{
    public const string Active = "ACTIVE";
    public const string Inactive = "INACTIVE";

    public JobDefinition Definition => definition;

    public Model.JobDefinition Detail => detail;

    public bool IsActive => detail.Status == Active;
}

/// <summary>Every job definition ever registered. Revisions are never used again.</summary>
// Differs: AWS forgets INACTIVE revisions after 180 days; here they stay.
internal sealed class JobDefinitionRegister
{
    private readonly SortedDictionary<string, List<JobDefinitionEntry>> _byName = new(StringComparer.Ordinal);

    /// <summary>By name, then by revision.</summary>
    public IEnumerable<JobDefinitionEntry> All => _byName.Values.SelectMany(revisions => revisions);

    public int NextRevision(string name) => Revisions(name).Count + 1;

    public IReadOnlyList<JobDefinitionEntry> Revisions(string name) => _byName.GetValueOrDefault(name) ?? [];

    public JobDefinitionEntry? Find(string name, int revision) =>
        Revisions(name) is var revisions && revision >= 1 && revision <= revisions.Count ? revisions[revision - 1] : null;

    /// <summary>All that was registered of a definition that is known to be here.</summary>
    public Model.JobDefinition Of(JobDefinition definition) =>
        Find(definition.Name, definition.Revision)?.Detail
            ?? throw new InvalidOperationException($"{definition.Arn} is used by a job but not in the register.");

    public JobDefinitionEntry? LatestActive(string name) => Revisions(name).LastOrDefault(entry => entry.IsActive);

    public void Add(JobDefinitionEntry entry)
    {
        if (!_byName.TryGetValue(entry.Definition.Name, out var revisions))
        {
            _byName.Add(entry.Definition.Name, revisions = []);
        }

        revisions.Add(entry);
    }
}
