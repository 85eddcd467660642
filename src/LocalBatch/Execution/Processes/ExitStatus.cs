namespace LocalBatch.Execution.Processes;

/// <summary>How a process ended, in the words of a container.</summary>
internal static class ExitStatus
{
    /// <summary>Exit code of what SIGKILL ended.</summary>
    public const int Killed = 137;

    /// <summary>The exit code a container reports for a status of <c>wait</c>: 128 + n for signal n.</summary>
    public static int Code(int waitStatus) =>
        (waitStatus & 0x7f) is var signal and not 0 ? 128 + signal : (waitStatus >> 8) & 0xff;

    /// <summary>The end of an attempt that ran.</summary>
    /// <param name="exitCode">Of the leader; <c>null</c> where someone else took its status.</param>
    /// <param name="outOfMemory">The group went over its memory and was killed for it.</param>
    public static AttemptEvent.Exited Of(int? exitCode, bool outOfMemory) =>
        // AWS: 137 and this reason, word for word (dossier of observed container reasons).
        outOfMemory ? new(Killed, "OutOfMemoryError: Container killed due to memory usage") : new(exitCode, null);
}
