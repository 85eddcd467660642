using Amazon.Batch.Model;
using BatchFunctions.Failures;

namespace BatchFunctions.Tracking;

/// <summary>Reads what a FAILED job tells of its end. The texts stand in several places, by platform and by what went wrong.</summary>
internal static class FailureNews
{
    private static readonly string[] Prefixes = ["Essential container in task exited - ", "Task failed to start - "];

    public static FailureFacts Read(JobDetail job)
    {
        var last = job.Attempts?.LastOrDefault();

        return new FailureFacts(
            job.StatusReason ?? last?.StatusReason,
            [.. Reasons(job, last).OfType<string>()],
            job.Container?.ExitCode ?? last?.Container?.ExitCode,
            job.IsCancelled ?? false,
            job.IsTerminated ?? false);
    }

    private static IEnumerable<string?> Reasons(JobDetail job, AttemptDetail? last) =>
    [
        job.Container?.Reason,
        last?.Container?.Reason,
        .. (last?.TaskProperties ?? []).SelectMany(task => task.Containers ?? []).Select(container => container.Reason),
        .. (job.EksAttempts?.LastOrDefault()?.Containers ?? []).Select(container => container.Reason),
        // AWS: Fargate tells a failure of the task, and newer agents the container's own, in the statusReason (observed).
        Detail(job.StatusReason),
        Detail(last?.StatusReason),
    ];

    /// <summary>The container's part of a statusReason, which may follow the task's.</summary>
    private static string? Detail(string? statusReason) =>
        Prefixes.FirstOrDefault(prefix => statusReason?.StartsWith(prefix, StringComparison.Ordinal) ?? false) is { } known
            ? statusReason?[known.Length..]
            : statusReason;
}
