using LocalBatch.Execution;
using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>An attempt that has ended, as <c>attempts[]</c> shows it.</summary>
/// <param name="StartedAt">Unix milliseconds; 0 where the program never ran.</param>
/// <param name="StoppedAt">Unix milliseconds.</param>
internal sealed record AttemptRecord(
    Guid TaskId,
    HostIdentity Host,
    long StartedAt,
    long StoppedAt,
    string StatusReason,
    string? Reason,
    int? ExitCode)
{
    /// <summary>How each of several containers ended; empty where there is one, and where nobody knows since the engine died.</summary>
    public IReadOnlyList<ContainerEnd> Containers { get; init; } = [];
}

/// <summary>The attempt a STARTING or RUNNING job is in.</summary>
internal sealed class RunningAttempt(int number, Guid taskId, Host host)
{
    public int Number => number;

    public Guid TaskId => taskId;

    public Host Host => host;

    /// <summary>Consumable resources it holds until it ends.</summary>
    public IReadOnlyList<ConsumableHold> Holds { get; init; } = [];

    /// <summary>Unix milliseconds; 0 until the program is up.</summary>
    public long StartedAt { get; set; }

    /// <summary>Of a node: it has its host, and is started when the main node is RUNNING.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Why the engine asked it to end; the first cause stays.</summary>
    public AttemptStop? Stop { get; set; }
}

/// <summary>Why the engine asked an attempt to end.</summary>
internal enum AttemptStop : byte
{
    Terminated,
    TimedOut,
    SpotInterruption,
    HostLost,

    /// <summary>Of a node: the main node has ended, and the others are stopped.</summary>
    MainNodeEnded,
}
