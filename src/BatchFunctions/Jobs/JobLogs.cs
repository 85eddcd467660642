using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

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
