using LocalBatch.Resources;

namespace LocalBatch.Jobs;

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
