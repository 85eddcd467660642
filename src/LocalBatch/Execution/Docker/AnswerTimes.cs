using System.Globalization;

namespace LocalBatch.Execution.Docker;

/// <summary>How long a daemon may take for an answer, so that one that has gone silent is noticed.</summary>
// AWS: the agent bounds the calls of its daemon so (ECS agent, dockerclient, timeouts); volumes, lists and signals are ours.
internal static class AnswerTimes
{
    public static readonly TimeSpan OfCreate = TimeSpan.FromMinutes(4);
    public static readonly TimeSpan OfStart = TimeSpan.FromMinutes(3);
    public static readonly TimeSpan OfRemoval = TimeSpan.FromMinutes(5);

    /// <summary>Of what the daemon knows, and of what it takes at once.</summary>
    public static readonly TimeSpan OfLook = TimeSpan.FromSeconds(30);

    /// <summary>The reason of an attempt whose daemon took too long.</summary>
    /// <param name="state">What the container was to become: created, started, stopped.</param>
    // AWS: the agent's words, its time as Go writes it: 3m0s (ECS agent, DockerTimeoutError).
    public static string Reason(string state, TimeSpan limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"DockerTimeoutError: Could not transition to {state}; timed out after waiting {(limit >= TimeSpan.FromMinutes(1) ? $"{(int)limit.TotalMinutes}m{limit.Seconds}s" : $"{limit.TotalSeconds:0.###}s")}");
}
