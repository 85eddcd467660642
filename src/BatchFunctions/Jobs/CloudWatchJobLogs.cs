using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace BatchFunctions.Jobs;

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
