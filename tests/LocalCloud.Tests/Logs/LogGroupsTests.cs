using System.Text.Json.Nodes;

namespace LocalCloud.Tests.Logs;

public sealed class LogGroupsTests : LogsTestBase
{
    [Fact]
    public async Task A_group_and_a_stream_made_by_hand_take_events()
    {
        await CallAsync("CreateLogGroup", """{"logGroupName":"mine"}""");
        await CallAsync("CreateLogStream", """{"logGroupName":"mine","logStreamName":"s"}""");

        var put = await CallAsync("PutLogEvents", $$"""{"logGroupName":"mine","logStreamName":"s","logEvents":[{"timestamp":{{Now}},"message":"hi"}]}""");

        Assert.NotNull(put["nextSequenceToken"]);
        Assert.Null(put["rejectedLogEventsInfo"]);
        Assert.Equal(["hi"], Messages(await CallAsync("GetLogEvents", """{"logGroupName":"mine","logStreamName":"s"}""")));
    }

    [Fact]
    public async Task Groups_are_described_page_by_page_and_by_prefix_or_pattern()
    {
        foreach (var name in new[] { "/a/1", "/a/2", "/b/1" })
        {
            await CallAsync("CreateLogGroup", $$"""{"logGroupName":"{{name}}"}""");
        }

        var first = await CallAsync("DescribeLogGroups", """{"limit":2}""");
        var second = await CallAsync("DescribeLogGroups", $$"""{"limit":2,"nextToken":"{{first["nextToken"]}}"}""");

        Assert.Equal(["/a/1", "/a/2"], GroupNames(first));
        Assert.Equal(["/b/1"], GroupNames(second));
        Assert.Null(second["nextToken"]);
        Assert.Equal(["/a/1", "/a/2"], GroupNames(await CallAsync("DescribeLogGroups", """{"logGroupNamePrefix":"/a"}""")));
        Assert.Equal(["/a/1", "/b/1"], GroupNames(await CallAsync("DescribeLogGroups", """{"logGroupNamePattern":"1"}""")));
        Assert.Equal(
            $$"""{"logGroupName":"/a/1","creationTime":{{Now}},"metricFilterCount":0,"arn":"arn:aws:logs:us-east-1:123456789012:log-group:/a/1:*","storedBytes":0,"logGroupClass":"STANDARD","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:/a/1"}""",
            first["logGroups"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Streams_are_described_by_name_or_by_their_last_event()
    {
        await WriteAsync("b", "1", "2");
        await WriteAsync("a", "3");
        await WriteAsync("c");

        var byName = await StreamsAsync("\"limit\":2");
        var rest = await StreamsAsync($"\"limit\":2,\"nextToken\":\"{byName["nextToken"]}\"");
        var byTime = await StreamsAsync("\"orderBy\":\"LastEventTime\",\"descending\":true,\"limit\":1");
        var older = await StreamsAsync($"\"orderBy\":\"LastEventTime\",\"descending\":true,\"nextToken\":\"{byTime["nextToken"]}\"");

        Assert.Equal(["a", "b"], StreamNames(byName));
        Assert.Equal(["c"], StreamNames(rest));
        Assert.Equal(["a"], StreamNames(byTime));
        Assert.Equal(["b", "c"], StreamNames(older));
        Assert.Equal(["c", "b", "a"], StreamNames(await StreamsAsync("\"descending\":true")));
        Assert.Equal(["b"], StreamNames(await StreamsAsync("\"logStreamNamePrefix\":\"b\"")));
        var b = byName["logStreams"]![1]!;
        Assert.Equal((Now - 3, Now - 2), ((long)b["firstEventTimestamp"]!, (long)b["lastEventTimestamp"]!));
        Assert.Equal("arn:aws:logs:us-east-1:123456789012:log-group:/aws/batch/job:log-stream:b", (string)b["arn"]!);
        Assert.Null(rest["logStreams"]![0]!["firstEventTimestamp"]);
    }

    [Fact]
    public async Task What_is_past_its_retention_is_gone()
    {
        await WriteAsync("a", "old");
        Clock.Advance(TimeSpan.FromDays(2));
        await WriteAsync("a", "new");

        await CallAsync("PutRetentionPolicy", $$"""{"logGroupName":"{{Group}}","retentionInDays":1}""");

        Assert.Equal(["new"], Messages(await CallAsync("GetLogEvents", $$"""{"logGroupName":"{{Group}}","logStreamName":"a"}""")));
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(Messages(await CallAsync("FilterLogEvents", $$"""{"logGroupName":"{{Group}}"}""")));
        Assert.Equal(1, (int)(await CallAsync("DescribeLogGroups", "{}"))["logGroups"]![0]!["retentionInDays"]!);
        await CallAsync("DeleteRetentionPolicy", $$"""{"logGroupName":"{{Group}}"}""");
        Assert.Empty(Messages(await CallAsync("FilterLogEvents", $$"""{"logGroupName":"{{Group}}"}""")));
        Assert.Equal(0, (long)(await CallAsync("DescribeLogGroups", "{}"))["logGroups"]![0]!["storedBytes"]!);
    }

    [Fact]
    public async Task What_passes_its_retention_leaves_the_file_while_the_store_is_open()
    {
        await CallAsync("CreateLogGroup", $$"""{"logGroupName":"{{Group}}"}""");
        await CallAsync("PutRetentionPolicy", $$"""{"logGroupName":"{{Group}}","retentionInDays":1}""");
        var kilobyte = new string('x', 1_000);
        await WriteAsync("a", [.. Enumerable.Repeat(kilobyte, 24_000)]);
        var largest = await Store.ChangeAsync(_ => PageCount());

        Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));

        // Each part that is dropped asks for the next; each change waits its turn behind one.
        for (var part = 0; part < 12; part++)
        {
            await Store.ChangeAsync(_ => true);
        }

        Assert.InRange(await Store.ChangeAsync(_ => PageCount()), 1, largest / 2);
        Assert.Equal(0, (long)(await CallAsync("DescribeLogGroups", "{}"))["logGroups"]![0]!["storedBytes"]!);

        long PageCount()
        {
            using var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Folder, "logs.db")};Mode=ReadOnly;Pooling=False");
            file.Open();
            using var command = file.CreateCommand();
            command.CommandText = "PRAGMA page_count";
            return (long)command.ExecuteScalar()!;
        }
    }

    [Fact]
    public async Task A_group_deleted_while_a_program_writes_stays_deleted()
    {
        await using (var writer = Store.Open(Group, "a"))
        {
            writer.Append(Clock.GetUtcNow(), "before"u8);
            await Store.ChangeAsync(_ => true);
            await CallAsync("DeleteLogGroup", $$"""{"logGroupName":"{{Group}}"}""");
            writer.Append(Clock.GetUtcNow(), "after"u8);
        }

        Assert.Empty(GroupNames(await CallAsync("DescribeLogGroups", "{}")));
        await WriteAsync("a", "again");
        Assert.Equal(["again"], Messages(await CallAsync("FilterLogEvents", $$"""{"logGroupName":"{{Group}}"}""")));
    }

    [Fact]
    public async Task Events_too_old_or_too_new_are_rejected_by_their_place()
    {
        await WriteAsync("a");
        var day = 86_400_000L;

        var old = await PutAsync(Now - (14 * day) - 1_000, Now - (14 * day) - 1, Now - (14 * day) + 1);
        var late = await PutAsync(Now, Now + (3 * 3_600_000));

        Assert.Equal("""{"tooOldLogEventEndIndex":2}""", old["rejectedLogEventsInfo"]!.ToJsonString());
        Assert.Equal("""{"tooNewLogEventStartIndex":1}""", late["rejectedLogEventsInfo"]!.ToJsonString());
        Assert.Equal(2, Messages(await CallAsync("FilterLogEvents", $$"""{"logGroupName":"{{Group}}"}""")).Length);
    }

    [Theory]
    [InlineData("CreateLogGroup", """{"logGroupName":"/aws/batch/job"}""", "ResourceAlreadyExistsException: The specified log group already exists")]
    [InlineData("CreateLogGroup", """{"logGroupName":"a b"}""", @"InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+")]
    [InlineData("CreateLogGroup", """{"logGroupName":"a","kmsKeyId":"k"}""", "InvalidParameterException: LocalCloud does not support the field 'kmsKeyId' of CreateLogGroup.")]
    [InlineData("CreateLogStream", """{"logGroupName":"/aws/batch/job","logStreamName":"a"}""", "ResourceAlreadyExistsException: The specified log stream already exists")]
    [InlineData("CreateLogStream", """{"logGroupName":"nope","logStreamName":"a"}""", "ResourceNotFoundException: The specified log group does not exist.")]
    [InlineData("DescribeLogStreams", """{"logGroupName":"/aws/batch/job","orderBy":"LastEventTime","logStreamNamePrefix":"a"}""", "InvalidParameterException: Cannot order by LastEventTime with a logStreamNamePrefix.")]
    [InlineData("DescribeLogStreams", """{"logGroupName":"nope"}""", "ResourceNotFoundException: The specified log group does not exist.")]
    [InlineData("DescribeLogGroups", """{"limit":51}""", "InvalidParameterException: 1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50")]
    [InlineData("DeleteLogGroup", """{"logGroupName":"nope"}""", "ResourceNotFoundException: The specified log group does not exist.")]
    [InlineData("PutLogEvents", """{"logGroupName":"/aws/batch/job","logStreamName":"a","logEvents":[{"timestamp":2,"message":"x"},{"timestamp":1,"message":"y"}]}""", "InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order.")]
    [InlineData("TestMetricFilter", "{}", "UnknownOperationException: LocalCloud does not support the CloudWatch Logs operation 'TestMetricFilter'.")]
    [InlineData("DescribeLogGroups", "{", "SerializationException: The body is not valid JSON: ")]
    public async Task What_cannot_be_done_is_refused_in_CloudWatchs_words(string operation, string request, string refusal)
    {
        await WriteAsync("a", "1");

        Assert.StartsWith(refusal, await RefusedAsync(operation, request), StringComparison.Ordinal);
    }

    private Task<JsonNode> StreamsAsync(string more) => CallAsync("DescribeLogStreams", $$"""{"logGroupName":"{{Group}}",{{more}}}""");

    private Task<JsonNode> PutAsync(params long[] times) =>
        CallAsync("PutLogEvents", $$"""{"logGroupName":"{{Group}}","logStreamName":"a","logEvents":[{{string.Join(',', times.Select(at => $$"""{"timestamp":{{at}},"message":"m"}"""))}}]}""");

    private static string[] GroupNames(JsonNode answer) => [.. answer["logGroups"]!.AsArray().Select(one => (string)one!["logGroupName"]!)];

    private static string[] StreamNames(JsonNode answer) => [.. answer["logStreams"]!.AsArray().Select(one => (string)one!["logStreamName"]!)];
}
