using System.Text.Json;
using Amazon.Batch;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Adapters;

public sealed class BatchJobsTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_submitted_with_its_own_tags_and_ours()
    {
        var aws = new CannedAws((200, """{"jobId":"j-1","jobName":"hello","jobArn":"arn"}"""));

        var reply = await Jobs(aws).SubmitAsync("""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","tags":{"team":"red"}}""", "token", None);

        Assert.Equal(new SubmitReply.Accepted("j-1"), reply);
        Assert.Equal(["POST /v1/submitjob"], aws.Calls);
        using var body = JsonDocument.Parse(aws.Bodies[0]);
        Assert.Equal("""{"team":"red","batch-functions:intent":"token"}""", body.RootElement.GetProperty("tags").GetRawText());
    }

    [Fact]
    public async Task A_multi_node_job_that_is_over_is_described_with_the_end_of_its_main_node()
    {
        var aws = new CannedAws(
            (200, """{"jobs":[{"jobId":"nodes","status":"FAILED","nodeProperties":{"numNodes":3,"mainNode":2,"nodeRangeProperties":[]}},{"jobId":"one","status":"FAILED"}]}"""),
            (200, """{"jobs":[{"jobId":"nodes#2","status":"FAILED","attempts":[{"container":{"exitCode":7,"logStreamName":"s"}}],"container":{"exitCode":7}}]}"""));

        var jobs = await Jobs(aws).DescribeAsync(["nodes", "one"], None);

        Assert.Equal(["""{"jobs":["nodes","one"]}""", """{"jobs":["nodes#2"]}"""], aws.Bodies);
        Assert.Equal(("nodes", 7, "s"), (jobs[0].JobId, jobs[0].Container?.ExitCode, jobs[0].Attempts[0].Container.LogStreamName));
        Assert.Null(jobs[1].Container);
    }

    [Theory]
    [InlineData(429, "TooManyRequestsException", typeof(SubmitReply.Throttled))]
    [InlineData(400, "ThrottlingException", typeof(SubmitReply.Throttled))]
    [InlineData(403, "AccessDeniedException", typeof(SubmitReply.Throttled))]
    [InlineData(400, "ClientException", typeof(SubmitReply.Refused))]
    [InlineData(500, "ServerException", typeof(SubmitReply.Unheard))]
    [InlineData(408, "", typeof(SubmitReply.Unheard))]
    [InlineData(0, "", typeof(SubmitReply.Unheard))]
    public async Task What_AWS_Batch_did_not_take_is_told_apart_and_never_tried_twice(int status, string code, Type kind)
    {
        var aws = new CannedAws((status, $$"""{"__type":"{{code}}","message":"no"}"""));

        Assert.IsType(kind, await Jobs(aws).SubmitAsync("""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""", "token", None));

        Assert.Single(aws.Calls);
    }

    [Fact]
    public async Task Jobs_are_described_a_hundred_at_a_time()
    {
        var aws = new CannedAws((200, """{"jobs":[]}"""), (200, """{"jobs":[{"jobId":"101"}]}"""), (200, """{"jobs":[]}"""));

        var jobs = await Jobs(aws).DescribeAsync([.. Enumerable.Range(0, 250).Select(n => $"{n}")], None);

        Assert.Equal("101", Assert.Single(jobs).JobId);
        Assert.Equal([100, 100, 50], aws.Bodies.Select(Count));

        static int Count(string body)
        {
            using var request = JsonDocument.Parse(body);
            return request.RootElement.GetProperty("jobs").GetArrayLength();
        }
    }

    [Fact]
    public async Task Of_a_bulk_call_the_ids_that_could_not_be_stopped_come_back_with_why()
    {
        const string Answer = """{"successful":["a"],"errors":[{"job":"b","code":"ClientException","message":"no"}]}""";
        var aws = new CannedAws((200, Answer), (200, Answer));

        var cancelled = await Jobs(aws).CancelAsync(["a", "b"], "enough", None);
        var terminated = await Jobs(aws).TerminateAsync(["a", "b"], "enough", None);

        Assert.Equal([new("b", "no")], cancelled);
        Assert.Equal([new("b", "no")], terminated);
        Assert.Equal(["POST /v1/canceljobs", "POST /v1/terminatejobs"], aws.Calls);
        Assert.Equal("""{"jobs":["a","b"],"reason":"enough"}""", aws.Bodies[0]);
    }

    private static BatchJobs Jobs(CannedAws aws)
    {
        var client = new AmazonBatchClient(CannedAws.Credentials, aws.Configure(new AmazonBatchConfig()));

        return new BatchJobs(client, client, new SingleSend());
    }
}
