using Amazon.Batch.Model;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>Reads what a FAILED job tells of its end. The texts stand in several places, by platform and by what went wrong.</summary>
internal static class FailureNews
{
    private static readonly string[] Prefixes = ["Essential container in task exited - ", "Task failed to start - "];

    public static FailureFacts Read(JobDetail job)
    {
        var last = job.Attempts?.LastOrDefault();
        var lastOnEks = job.EksAttempts?.LastOrDefault();
        // What the job tells of itself comes first; where that is no end yet, its last attempt's.
        var now = ContainerEnds.Deciding(ContainerEnds.Of(job));
        var ended = ContainerEnds.Deciding(last is not null ? ContainerEnds.Of(job, last) : lastOnEks is not null ? ContainerEnds.Of(lastOnEks) : []);
        var statusReason = job.StatusReason ?? last?.StatusReason ?? lastOnEks?.StatusReason;

        return new FailureFacts(
            statusReason,
            [.. Reasons(statusReason, last?.StatusReason ?? lastOnEks?.StatusReason, now, ended).OfType<string>()],
            now?.ExitCode ?? ended?.ExitCode,
            job.IsCancelled ?? false,
            job.IsTerminated ?? false);
    }

    private static IEnumerable<string?> Reasons(string? statusReason, string? lastReason, ContainerEnd? now, ContainerEnd? ended) =>
    [
        now?.Reason,
        ended?.Reason,
        // AWS: Fargate tells a failure of the task, and newer agents the container's own, in the statusReason (observed).
        Detail(statusReason),
        Detail(lastReason),
    ];

    /// <summary>The container's part of a statusReason, which may follow the task's.</summary>
    private static string? Detail(string? statusReason) =>
        Prefixes.FirstOrDefault(prefix => statusReason?.StartsWith(prefix, StringComparison.Ordinal) ?? false) is { } known
            ? statusReason?[known.Length..]
            : statusReason;
}
