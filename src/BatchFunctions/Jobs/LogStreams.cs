using Amazon.Batch.Model;

namespace BatchFunctions.Jobs;

/// <summary>Finds the log streams of a job's attempts.</summary>
internal static class LogStreams
{
    // AWS: the group of the awslogs driver where the job definition names no other (Batch user guide, awslogs).
    private const string DefaultGroup = "/aws/batch/job";

    /// <summary>Stream of each attempt, the first attempt first; the one that runs is the last.</summary>
    public static IReadOnlyList<string?> Of(JobRecord? record, JobDetail? detail)
    {
        var told = (detail?.Attempts ?? []).Select(attempt => attempt.Container?.LogStreamName).ToList();
        var streams = told.Count >= (record?.Attempts.Count ?? 0) ? told : [.. (record?.Attempts ?? []).Select(attempt => attempt.LogStreamName)];
        if (detail?.Container?.LogStreamName is { } current && !streams.Contains(current))
        {
            streams.Add(current);
        }

        return streams;
    }

    public static string Group(JobDetail? detail) =>
        detail?.Container?.LogConfiguration?.Options?.GetValueOrDefault("awslogs-group") ?? DefaultGroup;
}
