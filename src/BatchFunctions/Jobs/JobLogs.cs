using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Where the output of jobs is kept.</summary>
internal interface IJobLogs
{
    /// <summary>A page of a stream, oldest line first.</summary>
    /// <returns><c>null</c> where the stream does not exist (yet).</returns>
    Task<JobLogPage?> ReadAsync(string group, string stream, JobLogRange range, CancellationToken cancellation);
}

/// <summary>Which lines of a stream.</summary>
/// <param name="Limit">Most lines.</param>
/// <param name="Token">One of those that a page gave; <c>null</c> to begin.</param>
/// <param name="FromEnd">Begin with the last lines instead of the first.</param>
/// <param name="Since">Leaves out what is older, in milliseconds since 1970.</param>
internal sealed record JobLogRange(int Limit, string? Token, bool FromEnd = false, long? Since = null);

/// <summary>A page of a job's output.</summary>
/// <param name="Next">Where the next page goes on, also when there is nothing there yet.</param>
/// <param name="Previous">Where the page before goes on, towards the beginning.</param>
internal sealed record JobLogPage(IReadOnlyList<JobLogLine> Lines, string Next, string? Previous = null);

/// <summary>A line of a job's output.</summary>
/// <param name="Timestamp">Milliseconds since 1970.</param>
internal sealed record JobLogLine(long Timestamp, string Message);

/// <summary>Output of jobs in CloudWatch Logs.</summary>
internal sealed class CloudWatchJobLogs(IAmazonCloudWatchLogs logs) : IJobLogs
{
    public async Task<JobLogPage?> ReadAsync(string group, string stream, JobLogRange range, CancellationToken cancellation)
    {
        try
        {
            var answer = await logs.GetLogEventsAsync(
                new GetLogEventsRequest
                {
                    LogGroupName = group,
                    LogStreamName = stream,
                    Limit = range.Limit,
                    NextToken = range.Token,
                    // AWS: must be true with a forward token (API_GetLogEvents); which of the two a token is, its first letter says.
                    StartFromHead = range.Token is { } token ? !token.StartsWith("b/", StringComparison.Ordinal) : !range.FromEnd,
                    StartTime = range.Since is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since).UtcDateTime : null,
                },
                cancellation);

            return new JobLogPage(
                [.. (answer.Events ?? []).Select(line => new JobLogLine(Milliseconds(line), line.Message))],
                answer.NextForwardToken,
                answer.NextBackwardToken);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private static long Milliseconds(OutputLogEvent line) =>
        line.Timestamp is { } time ? new DateTimeOffset(time.ToUniversalTime(), TimeSpan.Zero).ToUnixTimeMilliseconds() : 0;
}

/// <summary>Writes a page of a job's output.</summary>
internal static class JobLogJson
{
    public static void Write(Utf8JsonWriter writer, int attempt, string? stream, JobLogPage? page, string? token)
    {
        writer.WriteStartObject();
        writer.WriteNumber("attempt", attempt);
        if (stream is not null)
        {
            writer.WriteString("logStreamName", stream);
        }

        writer.WriteStartArray("events");
        foreach (var line in page?.Lines ?? [])
        {
            writer.WriteStartObject();
            writer.WriteTime("timestamp", DateTimeOffset.FromUnixTimeMilliseconds(line.Timestamp));
            writer.WriteString("message", line.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        // AWS: at the end of a stream GetLogEvents gives the token it was given (API_GetLogEvents); what is written later follows it.
        writer.WriteBoolean("isEnd", page is null || page.Next == token);
        if (page is not null)
        {
            writer.WriteString("nextToken", page.Next);
            if (page.Previous is { } previous)
            {
                writer.WriteString("previousToken", previous);
            }
        }

        writer.WriteEndObject();
    }
}

/// <summary>Finds the log streams of a job's attempts.</summary>
internal static class LogStreams
{
    // AWS: the group of the awslogs driver where the job definition names no other (Batch user guide, awslogs).
    private const string DefaultGroup = "/aws/batch/job";

    /// <summary>Stream of each attempt, the first attempt first; the one that runs is the last.</summary>
    /// <param name="container">One of several containers; <c>null</c> for the one that decided the attempt.</param>
    public static IReadOnlyList<string?> Of(JobRecord? record, JobDetail? detail, string? container = null)
    {
        List<string?> told = detail switch
        {
            null => [],
            { EksAttempts: { Count: > 0 } pods } => pods.ConvertAll(attempt => Stream(ContainerEnds.Of(attempt), container)),
            _ => (detail.Attempts ?? []).ConvertAll(attempt => Stream(ContainerEnds.Of(detail, attempt), container)),
        };
        var streams = told.Count >= (record?.Attempts.Count ?? 0) ? told : [.. (record?.Attempts ?? []).Select(attempt => Stream(attempt, container))];
        // The pod of an attempt that has ended is still told of.
        var isTold = detail is { EksProperties.PodProperties.PodName: { } pod, EksAttempts: [.., { PodName: { } last }] } && pod == last;
        if (detail is not null && !isTold && Stream(ContainerEnds.Of(detail), container) is { } current && !streams.Contains(current))
        {
            streams.Add(current);
        }

        return streams;
    }

    /// <summary>What containers there are where the one asked for is none of them; <c>null</c> where it is one, or where nothing is told of them any more.</summary>
    public static string? Unknown(JobRecord? record, JobDetail? detail, string container)
    {
        IEnumerable<ContainerEnd> told = detail is null
            ? []
            : [.. ContainerEnds.Of(detail), .. (detail.EksAttempts ?? []).SelectMany(ContainerEnds.Of), .. (detail.Attempts ?? []).SelectMany(attempt => ContainerEnds.Of(detail, attempt))];
        List<string> names = [.. told.Concat((record?.Attempts ?? []).SelectMany(attempt => attempt.Containers)).Select(one => one.Name).OfType<string>().Distinct()];

        return names switch
        {
            [] when detail is null => null,
            [] => "it has one only, so leave ?container out",
            _ when names.Contains(container) => null,
            _ => $"its containers are {string.Join(", ", names)}",
        };
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
