using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;

namespace LocalCloud.Tests.Logs;

/// <summary>The logs as the functions see them: through the client they use.</summary>
public sealed class LogsClientTests : LogsTestBase
{
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_is_followed_by_its_forward_token_until_it_repeats()
    {
        await WriteAsync("hello/default/1", [.. Enumerable.Range(0, 25).Select(i => $"line {i}")]);
        using var client = Client();
        var lines = new List<string>();
        var request = new GetLogEventsRequest { LogGroupName = Group, LogStreamName = "hello/default/1", StartFromHead = true, Limit = 10 };

        for (var token = ""; token != request.NextToken;)
        {
            token = request.NextToken;
            var page = await client.GetLogEventsAsync(request, _cancellation);
            lines.AddRange(page.Events.ConvertAll(one => one.Message));
            request.NextToken = page.NextForwardToken;
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"line {i}"), lines);
    }

    [Fact]
    public async Task A_search_gives_the_stream_and_the_time_of_each_event()
    {
        await WriteAsync("a", "fine", "ERROR one");
        await WriteAsync("b", "ERROR two");
        using var client = Client();

        var found = await client.FilterLogEventsAsync(new FilterLogEventsRequest { LogGroupName = Group, FilterPattern = "ERROR" }, _cancellation);

        Assert.Equal([("a", "ERROR one", Now - 2), ("b", "ERROR two", Now - 1)], found.Events.ConvertAll(one => (one.LogStreamName, one.Message, one.Timestamp!.Value)));
    }

    [Fact]
    public async Task Streams_are_listed_with_the_time_of_their_last_event()
    {
        await WriteAsync("a", "1");
        using var client = Client();

        var streams = await client.DescribeLogStreamsAsync(
            new DescribeLogStreamsRequest { LogGroupName = Group, OrderBy = OrderBy.LastEventTime, Descending = true }, _cancellation);

        var stream = Assert.Single(streams.LogStreams);
        Assert.Equal("a", stream.LogStreamName);
        Assert.Equal(Now - 1, new DateTimeOffset(stream.LastEventTimestamp!.Value, TimeSpan.Zero).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_missing_stream_is_the_exception_that_AWS_throws()
    {
        await WriteAsync("a", "1");
        using var client = Client();

        var refusal = await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => client.GetLogEventsAsync(new GetLogEventsRequest { LogGroupName = Group, LogStreamName = "nope" }, _cancellation));

        Assert.Equal("The specified log stream does not exist.", refusal.Message);
    }

    private AmazonCloudWatchLogsClient Client() =>
        new(new BasicAWSCredentials("id", "secret"), new AmazonCloudWatchLogsConfig { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
