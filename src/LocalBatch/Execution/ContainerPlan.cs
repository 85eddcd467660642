namespace LocalBatch.Execution;

/// <summary>One container of a task or pod with several: what runs, when it may start, and what its end means to the others.</summary>
/// <param name="Name">Unique in its task.</param>
/// <param name="Attempt">What runs. Its <see cref="Execution.Attempt.Grace"/> is its <c>stopTimeout</c>.</param>
public sealed record ContainerPlan(string Name, Attempt Attempt)
{
    /// <summary>Its end, whatever the exit code, ends the others, and its failing is the task's.</summary>
    public bool IsEssential { get; init; } = true;

    /// <summary>It waits for these.</summary>
    public IReadOnlyList<ContainerDependency> DependsOn { get; init; } = [];

    /// <summary>How long those that wait for its end do so from its start on, <c>startTimeout</c>; <c>null</c>: for ever.</summary>
    public TimeSpan? StartTimeout { get; init; }

    /// <summary>A container of a pod: the others go on when it ends, and all must end with 0.</summary>
    public bool IsOfPod { get; init; }

    /// <summary>A container of a pod that must have ended before the pod's own start: what it does is no part of RUNNING.</summary>
    public bool IsInit { get; init; }
}

/// <summary>What a container waits for.</summary>
/// <param name="ContainerName">Another container of the task.</param>
/// <param name="Condition">How far it must be.</param>
public sealed record ContainerDependency(string ContainerName, ContainerCondition Condition);

/// <summary>How far a container must be before another may start (API_TaskContainerDependency).</summary>
public enum ContainerCondition
{
    /// <summary>It runs, or has ended.</summary>
    Start,

    /// <summary>It has ended.</summary>
    Complete,

    /// <summary>It has ended with 0.</summary>
    Success,
}

/// <summary>How one of several containers ended.</summary>
/// <param name="Name">As the definition calls it.</param>
/// <param name="ExitCode">As of <see cref="AttemptEvent.Exited"/>; 143 for one that never ran since what it waited for cannot come.</param>
/// <param name="Reason">The container's reason, else <c>null</c>.</param>
/// <param name="HasStarted">Its program was up, so that it has a log stream.</param>
public sealed record ContainerEnd(string Name, int? ExitCode, string? Reason, bool HasStarted);

/// <summary>What the containers of one task have in common.</summary>
/// <param name="TaskId">Id of the task, 32 hexadecimal digits; volumes of the attempt are under it.</param>
/// <param name="MemoryMiB">Hard limit of all of them together, in MiB.</param>
public sealed record ContainerGroup(string TaskId, int MemoryMiB);
