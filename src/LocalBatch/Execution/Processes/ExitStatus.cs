namespace LocalBatch.Execution.Processes;

/// <summary>How a process ended, in the words of a container.</summary>
internal static class ExitStatus
{
    /// <summary>The exit code a container reports for a status of <c>wait</c>: 128 + n for signal n.</summary>
    public static int Code(int waitStatus) =>
        (waitStatus & 0x7f) is var signal and not 0 ? 128 + signal : (waitStatus >> 8) & 0xff;

    /// <summary>The end of an attempt that ran.</summary>
    /// <param name="exitCode">Of the leader; <c>null</c> where someone else took its status.</param>
    /// <param name="outOfMemory">One of its processes was killed for memory. If that was not the leader, the exit code is the leader's own.</param>
    public static AttemptEvent.Exited Of(int? exitCode, bool outOfMemory) =>
        // AWS: this reason, word for word, also of a job that went on and ended with 0 (dossier of observed container reasons).
        new(exitCode, outOfMemory ? "OutOfMemoryError: Container killed due to memory usage" : null);
}
