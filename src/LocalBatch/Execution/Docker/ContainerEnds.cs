using Docker.DotNet.Models;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Execution.Docker;

/// <summary>Makes of what the daemon says of a container how its attempt ended. No effects.</summary>
internal static class ContainerEnds
{
    private const int NotFoundCode = 127;
    private const int NotExecutableCode = 126;

    /// <summary>The container is gone without a word, or its daemon is.</summary>
    public static AttemptEvent.Exited Vanished { get; } = new(null, "CannotInspectContainerError: the container is not there any more, and how it ended is not known");

    public static AttemptEvent.Exited Unreachable(TimeSpan patience) => new(null, AnswerTimes.Reason("stopped", patience));

    /// <summary>Whether it has run and does not any more.</summary>
    public static bool HasEnded(State state) => state.Status is "exited" or "dead" or "stopped" or "removing";

    /// <summary>Whether it was made and never ran.</summary>
    public static bool IsNew(string status) => status is "created" or "configured" or "initialized";

    // OOMKilled is also true where a child was killed and the program ended with 0, and so it is on AWS; Podman with cgroups v1 never says it.
    public static AttemptEvent.Exited Of(State state) => ExitStatus.Of((int)state.ExitCode, state.OOMKilled);

    /// <summary>The daemon made the container and could not start its program.</summary>
    /// <param name="text">The daemon's words.</param>
    public static AttemptEvent.FailedToStart NotStarted(string text) => new(ExitCode(text), DaemonErrors.Reason("CannotStartContainerError", text));

    /// <summary>By the words, since Docker answers 400 and keeps 127 where Podman answers 500 and keeps 0.</summary>
    private static int? ExitCode(string text) =>
        Has(text, "executable file not found") || Has(text, "no such file or directory") ? NotFoundCode
        : Has(text, "permission denied") || Has(text, "exec format error") || Has(text, "is a directory") ? NotExecutableCode
        : null;

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
