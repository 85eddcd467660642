using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>What a job runs that is not one container of a plain job definition: a task, a pod, or many nodes.</summary>
internal sealed record Workload
{
    /// <summary>Several containers on one host; <c>null</c>: one, or nodes.</summary>
    public TaskTemplate? Task { get; init; }

    /// <summary>The nodes of a multi-node parallel job; <c>null</c> for any other.</summary>
    public NodeGroup? Nodes { get; init; }

    /// <summary>What the submission said of it, as JSON of the member of SubmitJob that fits its kind; <c>null</c>: nothing.</summary>
    public string? Overrides { get; init; }

    /// <summary>What it takes of a compute environment.</summary>
    public ResourceDemand Demand => Nodes?.Demand ?? Task?.Demand ?? default;
}
