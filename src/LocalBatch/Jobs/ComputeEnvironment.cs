using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>A compute environment as the scheduler sees it.</summary>
internal sealed class ComputeEnvironment(string name, string arn, string cluster)
{
    public string Name => name;

    public string Arn => arn;

    /// <summary>Name of the ECS cluster behind it; ARN of that of EKS.</summary>
    public string Cluster => cluster;

    /// <summary>Namespace of the pods; <c>null</c> outside EKS.</summary>
    public string? KubernetesNamespace { get; init; }

    public required CapacityOffer Offer { get; set; }

    public bool IsEnabled { get; set; } = true;

    public LifecycleStatus Status { get; set; }

    public string? StatusReason { get; set; }

    public HostPool Hosts { get; } = new();

    public long UsedMilliVcpus { get; private set; }

    public long UsedMemoryMiB { get; private set; }

    /// <summary>Whether jobs may be placed here now; while it is UPDATING too.</summary>
    public bool TakesJobs => IsEnabled && Status is LifecycleStatus.Valid or LifecycleStatus.Updating;

    public void Take(ResourceDemand demand) => Use(demand.MilliVcpus, demand.MemoryMiB);

    public void Release(ResourceDemand demand) => Use(-demand.MilliVcpus, -demand.MemoryMiB);

    private void Use(int milliVcpus, int memoryMiB)
    {
        UsedMilliVcpus += milliVcpus;
        UsedMemoryMiB += memoryMiB;
    }
}
