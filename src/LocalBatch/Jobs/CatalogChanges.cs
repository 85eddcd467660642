namespace LocalBatch.Jobs;

/// <summary>Environments, queues, definitions and what else is kept by its name, as far as a turn changed them, for the journal.</summary>
internal sealed class CatalogChanges
{
    public HashSet<ComputeEnvironmentEntry> ComputeEnvironments { get; } = [];

    public HashSet<JobQueue> JobQueues { get; } = [];

    public HashSet<JobDefinitionEntry> JobDefinitions { get; } = [];

    /// <summary>Kind and name of all others that were made, changed or deleted.</summary>
    public HashSet<(CatalogKind Kind, string Name)> Others { get; } = [];

    public bool Any => ComputeEnvironments.Count + JobQueues.Count + JobDefinitions.Count + Others.Count > 0;

    public void Touch(CatalogKind kind, string name) => Others.Add((kind, name));

    public void Clear()
    {
        ComputeEnvironments.Clear();
        JobQueues.Clear();
        JobDefinitions.Clear();
        Others.Clear();
    }
}

/// <summary>What the journal keeps by name in one table. The numbers are in the journal: never change one.</summary>
internal enum CatalogKind
{
    SchedulingPolicy = 1,
    ConsumableResource = 2,
    ServiceEnvironment = 3,

    /// <summary>By ARN.</summary>
    QuotaShare = 4,

    /// <summary>By id.</summary>
    ServiceJob = 5,
}
