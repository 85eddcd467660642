using LocalBatch.Execution;
using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>Several containers that run together on one host: a task of ECS, or a pod of Kubernetes.</summary>
/// <param name="Containers">In the order of the definition; of a pod, the init containers first.</param>
/// <param name="IsPod">A pod.</param>
internal sealed record TaskTemplate(IReadOnlyList<TaskContainer> Containers, bool IsPod)
{
    /// <summary>What it takes of a host.</summary>
    // Kubernetes: init containers run one by one before the others, so that the larger of both counts (pod overhead, effective requests).
    public ResourceDemand Demand => Largest(
        Sum(Containers.Where(container => !container.IsInit).Select(container => container.Template.Resources.Demand)),
        Containers.Where(container => container.IsInit).Select(container => container.Template.Resources.Demand));

    /// <summary>Id of one container's attempt: the task's for the first, else made of it. Told again, it is the same.</summary>
    public static Guid ContainerId(Guid taskId, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        taskId.TryWriteBytes(bytes);
        bytes[^1] ^= (byte)index;

        return new(bytes);
    }

    private static ResourceDemand Sum(IEnumerable<ResourceDemand> demands)
    {
        var each = demands.ToList();

        return new(Fit(each.Sum(one => (long)one.MilliVcpus)), Fit(each.Sum(one => (long)one.MemoryMiB)), Fit(each.Sum(one => (long)one.Gpus)));
    }

    private static ResourceDemand Largest(ResourceDemand together, IEnumerable<ResourceDemand> alone) => alone.Aggregate(
        together,
        (most, one) => new(Math.Max(most.MilliVcpus, one.MilliVcpus), Math.Max(most.MemoryMiB, one.MemoryMiB), Math.Max(most.Gpus, one.Gpus)));

    private static int Fit(long sum) => (int)Math.Min(sum, int.MaxValue);
}

/// <summary>One of several containers.</summary>
/// <param name="Name">Unique in its task.</param>
/// <param name="Template">What it runs, overrides laid over it.</param>
internal sealed record TaskContainer(string Name, ContainerTemplate Template)
{
    /// <summary>Its end is the task's.</summary>
    public bool IsEssential { get; init; } = true;

    /// <summary>It runs to its end before the pod's own containers start.</summary>
    public bool IsInit { get; init; }

    public IReadOnlyList<ContainerDependency> DependsOn { get; init; } = [];

    public TimeSpan? StartTimeout { get; init; }

    /// <summary>Between SIGTERM and SIGKILL; <c>null</c>: as every job's.</summary>
    public TimeSpan? StopTimeout { get; init; }
}
