namespace LocalBatch.Testing;

/// <summary>How an attempt of a job ends.</summary>
public sealed record JobResult
{
    private JobResult()
    {
    }

    /// <summary>The program ended with 0.</summary>
    public static JobResult Success { get; } = new() { ExitCode = 0 };

    /// <summary>The exit code that AWS Batch tells; <c>null</c> where the attempt never started.</summary>
    public int? ExitCode { get; private init; }

    /// <summary>The container's reason, such as <c>OutOfMemoryError: Container killed due to memory usage</c>.</summary>
    public string? Reason { get; private init; }

    /// <summary>How long the attempt is RUNNING, by the server's clock, after its delegate has answered.</summary>
    public TimeSpan Duration { get; private init; }

    internal bool HasStarted { get; private init; } = true;

    /// <summary>The program ended with this code; anything but 0 is a failure.</summary>
    /// <param name="code">From 0 to 255; 128 + n says that signal n ended it.</param>
    public static JobResult Exit(int code)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(code);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 255);

        return new() { ExitCode = code };
    }

    /// <summary>
    /// The container never started, such as <c>CannotPullContainerError: …</c>. Only a delegate that answers at once can say so: one
    /// that awaits something first is RUNNING by then.
    /// </summary>
    /// <param name="reason">The container's reason.</param>
    public static JobResult NeverStarted(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);

        return new() { Reason = reason, HasStarted = false };
    }

    /// <summary>It was killed for its memory: exit code 137 unless another was said.</summary>
    // AWS: the reason stands in describe-jobs (user guide, troubleshooting: OutOfMemoryError).
    public JobResult OutOfMemory() => this with { ExitCode = ExitCode is null or 0 ? 137 : ExitCode, Reason = "OutOfMemoryError: Container killed due to memory usage" };

    /// <summary>With this reason of the container.</summary>
    public JobResult Because(string reason) => this with { Reason = reason };

    /// <summary>After this time on the server's clock; a job that is stopped before ends then.</summary>
    public JobResult After(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);

        return this with { Duration = duration };
    }
}
