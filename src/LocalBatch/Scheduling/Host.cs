using LocalBatch.Jobs;

namespace LocalBatch.Scheduling;

/// <summary>What is told of a host in ARNs and texts; outlives it.</summary>
/// <param name="ComputeEnvironment">Name of its compute environment.</param>
/// <param name="Cluster">Name of the ECS cluster.</param>
/// <param name="InstanceId">Such as <c>i-0123456789abcdef0</c>; the task's id on Fargate.</param>
/// <param name="ContainerInstanceId">32 hexadecimal digits; <c>null</c> on Fargate, which shows no instance.</param>
/// <param name="InstanceType">Such as <c>m5.large</c>.</param>
/// <param name="IsSpot">Whether it can be reclaimed.</param>
internal sealed record HostIdentity(
    string ComputeEnvironment,
    string Cluster,
    string InstanceId,
    string? ContainerInstanceId,
    string InstanceType,
    bool IsSpot)
{
    public bool IsFargate => ContainerInstanceId is null;
}

/// <summary>A simulated instance: comes with the first job that needs it, goes with the last.</summary>
internal sealed class Host(HostIdentity identity, ComputeEnvironment environment, ResourceDemand size)
{
    public HostIdentity Identity => identity;

    public ComputeEnvironment Environment => environment;

    public ResourceDemand Size => size;

    public int FreeMilliVcpus { get; private set; } = size.MilliVcpus;

    public int FreeMemoryMiB { get; private set; } = size.MemoryMiB;

    public HashSet<Job> Jobs { get; } = [];

    /// <summary>Reclaimed, lost, or being replaced: it gets no more jobs.</summary>
    public bool IsLost { get; set; }

    public bool HasRoomFor(ResourceDemand demand) =>
        demand.MilliVcpus <= FreeMilliVcpus && demand.MemoryMiB <= FreeMemoryMiB;

    public void Add(Job job)
    {
        Jobs.Add(job);
        FreeMilliVcpus -= job.Demand.MilliVcpus;
        FreeMemoryMiB -= job.Demand.MemoryMiB;
    }

    public void Remove(Job job)
    {
        Jobs.Remove(job);
        FreeMilliVcpus += job.Demand.MilliVcpus;
        FreeMemoryMiB += job.Demand.MemoryMiB;
    }
}
