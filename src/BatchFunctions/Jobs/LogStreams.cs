using Amazon.Batch.Model;

namespace BatchFunctions.Jobs;

/// <summary>Finds the log streams of a job's attempts.</summary>
internal static class LogStreams
{
    // AWS: the group of the awslogs driver where the job definition names no other (Batch user guide, awslogs).
    private const string DefaultGroup = "/aws/batch/job";

    /// <summary>Stream of each attempt, the first attempt first; the one that runs is the last.</summary>
    /// <param name="container">One of several containers; <c>null</c> for the one that decided the attempt.</param>
    public static IReadOnlyList<string?> Of(JobRecord? record, JobDetail? detail, string? container = null)
    {
        var told = detail is null ? [] : (detail.Attempts ?? []).ConvertAll(attempt => Stream(ContainerEnds.Of(detail, attempt), container));
        var streams = told.Count >= (record?.Attempts.Count ?? 0) ? told : [.. (record?.Attempts ?? []).Select(attempt => Stream(attempt, container))];
        if (detail is not null && Stream(ContainerEnds.Of(detail), container) is { } current && !streams.Contains(current))
        {
            streams.Add(current);
        }

        return streams;
    }

    public static string Group(JobDetail? detail, string? container = null) =>
        (detail?.Container?.LogConfiguration ?? Configured(detail, container))?.Options?.GetValueOrDefault("awslogs-group") ?? DefaultGroup;

    private static LogConfiguration? Configured(JobDetail? detail, string? container)
    {
        var containers = (detail?.EcsProperties?.TaskProperties ?? []).SelectMany(task => task.Containers ?? []).ToList();

        return (containers.Find(one => one.Name == container) ?? containers.Find(one => one.Essential ?? true))?.LogConfiguration;
    }

    private static string? Stream(JobAttempt attempt, string? container) =>
        container is null ? attempt.LogStreamName : attempt.Containers.FirstOrDefault(one => one.Name == container)?.LogStreamName;

    private static string? Stream(IReadOnlyList<ContainerEnd> containers, string? container) =>
        (container is null ? ContainerEnds.Deciding(containers) : containers.FirstOrDefault(one => one.Name == container))?.LogStreamName;
}
