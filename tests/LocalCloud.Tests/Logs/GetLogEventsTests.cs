using System.Text.Json.Nodes;

namespace LocalCloud.Tests.Logs;

public sealed class GetLogEventsTests : LogsTestBase
{
    private const string Stream = "hello/default/0123";

    [Fact]
    public async Task A_closed_stream_is_read_in_full_with_the_times_of_its_lines()
    {
        await WriteAsync(Stream, "one", "two");

        var answer = await GetAsync("\"startFromHead\":true");

        var start = Now - 2;
        Assert.Equal(
            $$"""[{"timestamp":{{start}},"message":"one","ingestionTime":{{answer["events"]![0]!["ingestionTime"]}}},{"timestamp":{{start + 1}},"message":"two","ingestionTime":{{answer["events"]![1]!["ingestionTime"]}}}]""",
            answer["events"]!.ToJsonString());
        Assert.InRange((long)answer["events"]![0]!["ingestionTime"]!, start, Now);
    }

    [Fact]
    public async Task From_the_head_pages_follow_the_forward_token_which_stays_the_same_at_the_end()
    {
        await WriteAsync(Stream, "1", "2", "3", "4", "5");

        var first = await GetAsync("\"startFromHead\":true,\"limit\":2");
        var second = await NextAsync(first, "nextForwardToken", 2);
        var third = await NextAsync(second, "nextForwardToken", 2);
        var end = await NextAsync(third, "nextForwardToken", 2);

        Assert.Equal(["1", "2"], Messages(first));
        Assert.Equal(["3", "4"], Messages(second));
        Assert.Equal(["5"], Messages(third));
        Assert.Empty(Messages(end));
        Assert.Equal((string)third["nextForwardToken"]!, (string)end["nextForwardToken"]!);
        Assert.Equal(["4", "5"], Messages(await NextAsync(end, "nextBackwardToken", 2)));
    }

    [Fact]
    public async Task Without_startFromHead_the_latest_events_come_first_and_pages_go_back()
    {
        await WriteAsync(Stream, "1", "2", "3", "4", "5");

        var latest = await GetAsync("\"limit\":2");
        var earlier = await NextAsync(latest, "nextBackwardToken", 2);
        var earliest = await NextAsync(earlier, "nextBackwardToken", 2);
        var end = await NextAsync(earliest, "nextBackwardToken", 2);

        Assert.Equal(["4", "5"], Messages(latest));
        Assert.Equal(["2", "3"], Messages(earlier));
        Assert.Equal(["1"], Messages(earliest));
        Assert.Empty(Messages(end));
        Assert.Equal((string)earliest["nextBackwardToken"]!, (string)end["nextBackwardToken"]!);
        Assert.Equal(["1", "2"], Messages(await NextAsync(end, "nextForwardToken", 2)));
    }

    [Fact]
    public async Task Whoever_waits_at_the_end_gets_the_lines_that_come_later()
    {
        await WriteAsync(Stream);
        var empty = await GetAsync("\"startFromHead\":true");
        await WriteAsync(Stream, "late");

        var answer = await NextAsync(empty, "nextForwardToken", 10);

        Assert.Empty(Messages(empty));
        Assert.Equal(["late"], Messages(answer));
    }

    [Fact]
    public async Task A_token_is_good_after_a_restart()
    {
        await WriteAsync(Stream, "1", "2", "3");
        var token = (string)(await GetAsync("\"startFromHead\":true,\"limit\":2"))["nextForwardToken"]!;

        await ReopenAsync();
        await WriteAsync(Stream, "4");

        var events = new List<string>();
        var after = LocalCloud.Logs.LogTokens.ParseDirection(token).Position;
        var group = Store.Reader.Group(Group)!;
        Store.Reader.Events(Store.Reader.Stream(group.Id, Stream)!, after, LocalCloud.Logs.LogPosition.End, fromHead: true, one =>
        {
            events.Add(LocalCloud.Logs.LogAnswers.Message(one));

            return true;
        });
        Assert.Equal(["3", "4"], events);
    }

    [Fact]
    public async Task The_start_time_is_included_and_the_end_time_is_not()
    {
        await WriteAsync(Stream, "0", "1", "2", "3");
        var start = Now - 4;

        var answer = await GetAsync($"\"startTime\":{start + 1},\"endTime\":{start + 3}");

        Assert.Equal(["1", "2"], Messages(answer));
    }

    [Fact]
    public async Task One_answer_holds_a_megabyte_at_most()
    {
        await WriteAsync(Stream, [.. Enumerable.Range(0, 6).Select(_ => new string('x', 250_000))]);

        var answer = await GetAsync("\"startFromHead\":true");

        Assert.Equal(4, Messages(answer).Length);
        Assert.Equal(2, Messages(await NextAsync(answer, "nextForwardToken", 10_000)).Length);
    }

    [Fact]
    public async Task What_is_no_UTF8_is_shown_as_replacement_characters()
    {
        await using (var writer = Store.Open(Group, Stream))
        {
            writer.Append(Clock.GetUtcNow(), [(byte)'a', 0xFF, (byte)'b']);
        }

        Assert.Equal(["a\uFFFDb"], Messages(await GetAsync("\"startFromHead\":true")));
    }

    [Fact]
    public async Task The_group_may_be_named_by_its_ARN()
    {
        await WriteAsync(Stream, "one");

        var answer = await CallAsync("GetLogEvents", $$"""{"logGroupIdentifier":"arn:aws:logs:us-east-1:123456789012:log-group:{{Group}}","logStreamName":"{{Stream}}"}""");

        Assert.Equal(["one"], Messages(answer));
    }

    [Theory]
    [InlineData("""{"logGroupName":"nope","logStreamName":"x"}""", "ResourceNotFoundException: The specified log group does not exist.")]
    [InlineData("""{"logGroupName":"/aws/batch/job","logStreamName":"x"}""", "ResourceNotFoundException: The specified log stream does not exist.")]
    [InlineData("""{"logGroupName":"/aws/batch/job","logStreamName":"hello/default/0123","nextToken":"x"}""", "InvalidParameterException: The specified nextToken is invalid.")]
    [InlineData("""{"logGroupName":"/aws/batch/job","logStreamName":"hello/default/0123","limit":0}""", "InvalidParameterException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData("""{"logGroupName":"/aws/batch/job","logStreamName":"hello/default/0123","limit":10001}""", "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000")]
    [InlineData("""{"logGroupName":"/aws/batch/job"}""", "InvalidParameterException: 1 validation error detected: Value 'null' at 'logStreamName' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{"logGroupName":"/aws/batch/job","logStreamName":"x","colour":1}""", "InvalidParameterException: LocalCloud does not support the field 'colour' of GetLogEvents.")]
    [InlineData("""{"logGroupName":7,"logStreamName":"x"}""", "SerializationException: 'logGroupName' must be a string.")]
    public async Task What_cannot_be_answered_is_refused_in_CloudWatchs_words(string request, string refusal)
    {
        await WriteAsync(Stream, "one");

        Assert.Equal(refusal, await RefusedAsync("GetLogEvents", request));
    }

    private Task<JsonNode> GetAsync(string more) => CallAsync("GetLogEvents", $$"""{"logGroupName":"{{Group}}","logStreamName":"{{Stream}}",{{more}}}""");

    private Task<JsonNode> NextAsync(JsonNode answer, string token, int limit) =>
        GetAsync($"\"startFromHead\":true,\"limit\":{limit},\"nextToken\":\"{answer[token]}\"");
}
