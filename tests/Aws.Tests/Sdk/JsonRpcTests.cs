using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Internal;
using Amazon.CloudWatchLogs.Model;
using Amazon.EventBridge;
using AWSSDK.ServiceRuntime.Json;

namespace Aws.Tests.Sdk;

/// <summary>The two services that speak JSON 1.1.</summary>
public sealed class JsonRpcTests
{
    [Fact]
    public async Task GetLogEvents_is_sent_with_its_target_and_reads_times()
    {
        await using var server = new CannedServer(CannedAnswer.Ok(
            """{"events":[{"timestamp":1758000000123,"message":"hello","ingestionTime":1758000000456}],"nextForwardToken":"f/1","nextBackwardToken":"b/1"}"""));
        using var client = Logs(server);

        var answer = await client.GetLogEventsAsync(
            new()
            {
                LogGroupName = "/aws/batch/job",
                LogStreamName = "d/default/1",
                StartTime = new(2025, 9, 16, 5, 20, 0, 123, DateTimeKind.Utc),
                StartFromHead = true,
                Limit = 100,
            },
            TestContext.Current.CancellationToken);

        var sent = Assert.Single(server.Requests);
        Assert.Equal("POST / HTTP/1.1", sent.RequestLine);
        Assert.Equal(("Logs_20140328.GetLogEvents", "application/x-amz-json-1.1"), (sent.Headers["x-amz-target"], sent.Headers["content-type"]));
        Assert.Contains("/logs/aws4_request", sent.CredentialScope, StringComparison.Ordinal);
        Json.AssertSame(
            """{"logGroupName":"/aws/batch/job","logStreamName":"d/default/1","startTime":1758000000123,"limit":100,"startFromHead":true}""",
            sent.Body);
        var line = Assert.Single(answer.Events);
        Assert.Equal(("hello", new DateTime(2025, 9, 16, 5, 20, 0, 123, DateTimeKind.Utc)), (line.Message, line.Timestamp));
        Assert.Equal("f/1", answer.NextForwardToken);
    }

    [Fact]
    public async Task FilterLogEvents_gives_times_as_numbers_as_the_official_package_does()
    {
        await using var server = new CannedServer(CannedAnswer.Ok("""{"events":[{"timestamp":1758000000123,"message":"hello"}]}"""));
        using var client = Logs(server);

        var answer = await client.FilterLogEventsAsync(new() { LogGroupName = "g", StartTime = 5L }, TestContext.Current.CancellationToken);

        Assert.Equal("""{"logGroupName":"g","startTime":5}""", Assert.Single(server.Requests).Body);
        Assert.Equal(1758000000123L, Assert.Single(answer.Events).Timestamp);
    }

    [Fact]
    public async Task DescribeLogStreams_pages()
    {
        await using var server = new CannedServer(
            CannedAnswer.Ok("""{"logStreams":[{"logStreamName":"a","creationTime":0}],"nextToken":"t"}"""),
            CannedAnswer.Ok("""{"logStreams":[{"logStreamName":"b"}]}"""));
        using var client = Logs(server);
        var request = new DescribeLogStreamsRequest { LogGroupName = "g", OrderBy = OrderBy.LastEventTime };

        var names = new List<string>();
        await foreach (var stream in client.Paginators.DescribeLogStreams(request).LogStreams.WithCancellation(TestContext.Current.CancellationToken))
        {
            names.Add(stream.LogStreamName);
        }

        Assert.Equal(["a", "b"], names);
        Assert.Equal("""{"logGroupName":"g","orderBy":"LastEventTime"}""", server.Requests[0].Body);
    }

    [Fact]
    public async Task GetLogEvents_pages_end_when_the_token_comes_back()
    {
        await using var server = new CannedServer(
            CannedAnswer.Ok("""{"events":[{"message":"one"}],"nextForwardToken":"f/1"}"""),
            CannedAnswer.Ok("""{"events":[{"message":"two"}],"nextForwardToken":"f/2"}"""),
            CannedAnswer.Ok("""{"events":[],"nextForwardToken":"f/2"}"""));
        using var client = Logs(server);

        var lines = new List<string>();
        await foreach (var line in client.Paginators.GetLogEvents(new() { LogStreamName = "s" }).Events.WithCancellation(TestContext.Current.CancellationToken))
        {
            lines.Add(line.Message);
        }

        Assert.Equal(["one", "two"], lines);
        Assert.Equal("""{"logStreamName":"s","nextToken":"f/2"}""", server.Requests[2].Body);
    }

    [Fact]
    public async Task An_error_of_the_model_is_an_exception_of_its_own()
    {
        await using var server = new CannedServer(new CannedAnswer(
            400, """{"__type":"com.amazonaws.logs#ResourceNotFoundException","message":"The specified log stream does not exist."}"""));
        using var client = Logs(server);

        var error = await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            client.GetLogEventsAsync(new() { LogStreamName = "x" }, TestContext.Current.CancellationToken));

        Assert.Equal("The specified log stream does not exist.", error.Message);
    }

    [Fact]
    public async Task PutEvents_sends_seconds_and_reads_each_entry_s_fate()
    {
        await using var server = new CannedServer(CannedAnswer.Ok(
            """{"FailedEntryCount":1,"Entries":[{"EventId":"e-1"},{"ErrorCode":"InternalFailure","ErrorMessage":"no"}]}"""));
        using var client = new AmazonEventBridgeClient(
            "AKIDEXAMPLE", "SECRET", new AmazonEventBridgeConfig { ServiceURL = server.Url, AuthenticationRegion = "us-east-1" });

        var answer = await client.PutEventsAsync(
            new()
            {
                Entries = [new()
                {
                    Source = "batchfunctions",
                    DetailType = "Job Outcome",
                    Detail = """{"jobId":"1"}""",
                    EventBusName = "outcomes",
                    Time = new(2025, 9, 16, 5, 20, 0, 123, DateTimeKind.Utc),
                }],
            },
            TestContext.Current.CancellationToken);

        var sent = Assert.Single(server.Requests);
        Assert.Equal("AWSEvents.PutEvents", sent.Headers["x-amz-target"]);
        Assert.Contains("/events/aws4_request", sent.CredentialScope, StringComparison.Ordinal);
        Json.AssertSame(
            """{"Entries":[{"Time":1758000000.123,"Source":"batchfunctions","DetailType":"Job Outcome","Detail":"{\"jobId\":\"1\"}","EventBusName":"outcomes"}]}""",
            sent.Body);
        Assert.Equal((1, "e-1", "InternalFailure"), (answer.FailedEntryCount, answer.Entries[0].EventId, answer.Entries[1].ErrorCode));
    }

    [Fact]
    public void The_service_side_finds_an_operation_by_its_target()
    {
        var operation = CloudWatchLogsModel.Operations.FindTarget("Logs_20140328.FilterLogEvents");
        Assert.NotNull(operation);
        var findings = new Findings();

        var request = operation.ReadRequest("""{"logGroupName":"","limit":10001,"endTime":-1}"""u8, new(), findings);
        operation.Check(request, findings);

        Assert.Equal(
            ["logGroupName: must have 1 to 512 characters, not 0", "endTime: must be at least 0, not -1", "limit: must be 1 to 10000, not 10001"],
            findings.All.Select(finding => $"{finding.Path}: {finding.Message}"));
        Assert.Null(CloudWatchLogsModel.Operations.FindTarget("Logs_20140328.PutLogEvents"));
    }

    private static AmazonCloudWatchLogsClient Logs(CannedServer server) =>
        new("AKIDEXAMPLE", "SECRET", new AmazonCloudWatchLogsConfig { ServiceURL = server.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
