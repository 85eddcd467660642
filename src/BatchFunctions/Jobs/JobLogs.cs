using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace BatchFunctions.Jobs;

/// <summary>Where the output of jobs is kept.</summary>
internal interface IJobLogs
{
    /// <summary>A page of a stream, oldest line first.</summary>
    /// <param name="token">Where the page before ended; <c>null</c> for the beginning.</param>
    /// <returns><c>null</c> where the stream does not exist (yet).</returns>
    Task<JobLogPage?> ReadAsync(string group, string stream, int limit, string? token, CancellationToken cancellation);
}

/// <summary>A page of a job's output.</summary>
/// <param name="Next">Where the next page goes on, also when there is nothing there yet.</param>
internal sealed record JobLogPage(IReadOnlyList<JobLogLine> Lines, string Next);

/// <summary>A line of a job's output.</summary>
/// <param name="Timestamp">Milliseconds since 1970.</param>
internal sealed record JobLogLine(long Timestamp, string Message);

/// <summary>Output of jobs in CloudWatch Logs.</summary>
internal sealed class CloudWatchJobLogs(IAmazonCloudWatchLogs logs) : IJobLogs
{
    public async Task<JobLogPage?> ReadAsync(string group, string stream, int limit, string? token, CancellationToken cancellation)
    {
        try
        {
            var answer = await logs.GetLogEventsAsync(
                new GetLogEventsRequest { LogGroupName = group, LogStreamName = stream, Limit = limit, NextToken = token, StartFromHead = true },
                cancellation);

            return new JobLogPage(
                [.. (answer.Events ?? []).Select(line => new JobLogLine(Milliseconds(line), line.Message))],
                answer.NextForwardToken);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private static long Milliseconds(OutputLogEvent line) =>
        line.Timestamp is { } time ? new DateTimeOffset(time.ToUniversalTime(), TimeSpan.Zero).ToUnixTimeMilliseconds() : 0;
}
