using Amazon.CloudWatchLogs;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Adapters;

public sealed class CloudWatchJobLogsTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_come_oldest_first_with_their_milliseconds_and_where_to_go_on()
    {
        var aws = new CannedAws((200, """{"events":[{"timestamp":1772366400123,"message":"one","ingestionTime":2}],"nextForwardToken":"f/1","nextBackwardToken":"b/1"}"""));

        var page = await Logs(aws).ReadAsync("group", "stream", new(5, "f/0"), None);

        Assert.Equal([new JobLogLine(1772366400123, "one")], page?.Lines);
        Assert.Equal(("f/1", "b/1"), (page?.Next, page?.Previous));
        Assert.Equal(["GetLogEvents"], aws.Calls);
        foreach (var part in new[] { "\"logGroupName\":\"group\"", "\"logStreamName\":\"stream\"", "\"limit\":5", "\"nextToken\":\"f/0\"", "\"startFromHead\":true" })
        {
            Assert.Contains(part, aws.Bodies[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData(null, true, false)]
    [InlineData("f/1", true, true)]
    [InlineData("b/1", false, false)]
    public async Task A_page_is_read_from_the_side_that_its_token_or_the_question_says(string? token, bool fromEnd, bool fromHead)
    {
        var aws = new CannedAws((200, """{"events":[],"nextForwardToken":"f/1","nextBackwardToken":"b/1"}"""));

        await Logs(aws).ReadAsync("group", "stream", new(5, token, fromEnd, 1772366400123), None);

        Assert.Contains($"\"startFromHead\":{(fromHead ? "true" : "false")}", aws.Bodies[0], StringComparison.Ordinal);
        Assert.Contains("\"startTime\":1772366400123", aws.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_not_there_yet_is_no_page()
    {
        var aws = new CannedAws((400, """{"__type":"ResourceNotFoundException","message":"The specified log stream does not exist."}"""));

        Assert.Null(await Logs(aws).ReadAsync("group", "stream", new(5, null), None));
    }

    private static CloudWatchJobLogs Logs(CannedAws aws) =>
        new(new AmazonCloudWatchLogsClient(CannedAws.Credentials, aws.Configure(new AmazonCloudWatchLogsConfig())));
}
