namespace LocalBatch.Execution;

/// <summary>What an executor reports of an attempt: <see cref="Started"/> at most once, then exactly one end.</summary>
public abstract record AttemptEvent
{
    private AttemptEvent()
    {
    }

    /// <summary>How each container ended, where the attempt has several; told with its end.</summary>
    public IReadOnlyList<ContainerEnd> Containers { get; init; } = [];

    /// <summary>The job's program is up.</summary>
    public sealed record Started : AttemptEvent;

    /// <summary>The program ended.</summary>
    /// <param name="ExitCode">As a container reports it: 128 + n for signal n; <c>null</c> where the host vanished with it.</param>
    /// <param name="Reason">The container's reason, such as <c>OutOfMemoryError: Container killed due to memory usage</c>, else <c>null</c>.</param>
    public sealed record Exited(int? ExitCode, string? Reason) : AttemptEvent;

    /// <summary>The program never ran.</summary>
    /// <param name="ExitCode">127 where the command was not found, 126 where it is not executable, else <c>null</c>.</param>
    /// <param name="Reason">Such as <c>CannotStartContainerError: …</c>.</param>
    public sealed record FailedToStart(int? ExitCode, string Reason) : AttemptEvent;
}
