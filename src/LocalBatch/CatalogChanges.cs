using LocalBatch.Operations;
using LocalBatch.Scheduling;

namespace LocalBatch;

/// <summary>Environments, queues and definitions that a turn changed, for the journal.</summary>
internal sealed class CatalogChanges
{
    public HashSet<ComputeEnvironmentEntry> ComputeEnvironments { get; } = [];

    public HashSet<JobQueue> JobQueues { get; } = [];

    public HashSet<JobDefinitionEntry> JobDefinitions { get; } = [];

    public bool Any => ComputeEnvironments.Count + JobQueues.Count + JobDefinitions.Count > 0;

    public void Clear()
    {
        ComputeEnvironments.Clear();
        JobQueues.Clear();
        JobDefinitions.Clear();
    }
}
