using System.Net;
using System.Text.Json;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tests.Http;
using BatchFunctions.Tests.Tracking;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Submissions;

/// <summary>GET /submissions/{id} while its jobs run, fail, are tried again and end.</summary>
public sealed class SubmissionProgressTests
{
    private const string Retried = """{"onFailure":[{"action":"resubmit","maxResubmissions":1}],"jobs":[{"jobName":"one","jobQueue":"default","jobDefinition":"hello"},{"jobName":"two","jobQueue":"default","jobDefinition":"hello"}]}""";

    private readonly FunctionStack _stack = new();

    private string _id = "";

    [Fact]
    public async Task It_is_FINISHED_only_when_no_job_and_no_resubmission_of_it_is_open()
    {
        await SubmitAsync(Retried);
        Assert.Equal(("SUBMITTED", 2, 0, 2), await ProgressAsync());

        await TellAsync(0, "SUCCEEDED");
        Assert.Equal(("SUBMITTED", 1, 0, 2), await ProgressAsync());

        await TellAsync(1, "FAILED");
        // Decided, and on the queue.
        Assert.Equal(("SUBMITTED", 1, 0, 2), await ProgressAsync());

        await WorkAsync();
        Assert.Equal(("SUBMITTED", 1, 1, 3), await ProgressAsync());

        await TellAsync(2, "SUCCEEDED");
        Assert.Equal(("FINISHED", 0, 1, 3), await ProgressAsync());
        Assert.Equal(_id, _stack.Jobs.All.Single(job => job.Resubmission == 1).SubmissionId);
    }

    [Fact]
    public async Task A_resubmission_that_AWS_Batch_refuses_ends_it_too()
    {
        await SubmitAsync(Retried);
        await TellAsync(0, "SUCCEEDED");
        await TellAsync(1, "FAILED");
        _stack.Batch.AnswerNext(new BatchFunctions.Jobs.SubmitReply.Refused("The queue is disabled."));

        await WorkAsync();

        Assert.Equal(("FINISHED", 0, 0, 2), await ProgressAsync());
    }

    [Fact]
    public async Task Each_row_says_how_its_job_stands_and_what_stands_in_for_it()
    {
        await SubmitAsync(Retried);
        await TellAsync(0, "SUCCEEDED");
        await TellAsync(1, "FAILED", """
            "attempts": [{"container": {"exitCode": 3, "logStreamName": "hello/default/1"}, "statusReason": "Essential container in task exited"}],
            """);
        await WorkAsync();

        using var answer = JsonDocument.Parse((await DescribeAsync()).Body);

        Assert.Equal(
            [
                """{"jobName":"one","jobId":"00000000-0000-4000-8000-000000000000","status":"SUCCEEDED"}""",
                """{"jobName":"two","jobId":"00000000-0000-4000-8000-000000000001","status":"FAILED","cause":"ApplicationError","exitCode":3,"resubmittedAs":"00000000-0000-4000-8000-000000000002"}""",
            ],
            answer.RootElement.GetProperty("jobs").EnumerateArray().Select(row => row.GetRawText()));
    }

    [Fact]
    public async Task News_whose_count_was_cut_off_are_counted_when_they_come_again()
    {
        await SubmitAsync(Retried);
        await _stack.Jobs.AdvanceAsync(A.Change(BatchFunctions.Jobs.JobStatus.Running, jobId: _stack.Batch.Submitted[0].JobId), TestContext.Current.CancellationToken);

        await TellAsync(0, "RUNNING");

        using var answer = JsonDocument.Parse((await DescribeAsync()).Body);
        Assert.Equal(1, answer.RootElement.GetProperty("statuses").GetProperty("RUNNING").GetInt32());
    }

    [Fact]
    public async Task One_of_an_earlier_version_is_counted_from_its_records()
    {
        await SubmitAsync(Retried);
        await TellAsync(0, "SUCCEEDED");
        var known = await _stack.Submissions.FindAsync(_id, TestContext.Current.CancellationToken);
        _stack.Submissions.Replace((known ?? throw new InvalidOperationException("It is not there.")) with { IsCounted = false });

        Assert.Equal(("SUBMITTED", 1, 0, 2), await ProgressAsync());

        await TellAsync(1, "SUCCEEDED");
        Assert.Equal(("FINISHED", 0, 0, 2), await ProgressAsync());
    }

    private async Task SubmitAsync(string manifest)
    {
        var headers = new Dictionary<string, string> { ["content-type"] = "application/json" };
        var answer = await HttpAnswer.OfAsync(_stack.Handler<SubmitManifestHandler>().SubmitManifest(new() { Body = manifest, Headers = headers }, _stack.Context));
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        _id = Assert.Single(_stack.Submissions.Ids);
        await WorkAsync();
    }

    private async Task WorkAsync()
    {
        while (_stack.Queue.Drain() is { Count: > 0 } messages)
        {
            var answer = await _stack.Handler<SubmitQueuedJobsHandler>().SubmitQueuedJobs(
                new SQSEvent { Records = [.. messages.Select((message, n) => new SQSEvent.SQSMessage { MessageId = $"{n}", Body = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage) })] },
                _stack.Context);
            Assert.Empty(answer.BatchItemFailures);
        }
    }

    /// <param name="job">Which of the jobs in the order in which they were submitted.</param>
    private async Task TellAsync(int job, string status, string more = "")
    {
        var (jobId, _, token) = _stack.Batch.Submitted[job];
        var body = AnEvent.Of(status, jobId: jobId, token: token, more: more);
        var answer = await _stack.Handler<JobStateChangedHandler>().JobStateChanged(
            new SQSEvent { Records = [new() { MessageId = "m", Body = more.Length > 0 ? body.Replace("\"attempts\": [],", "", StringComparison.Ordinal) : body }] }, _stack.Context);
        Assert.Empty(answer.BatchItemFailures);
    }

    private Task<HttpAnswer> DescribeAsync() => HttpAnswer.OfAsync(_stack.Handler<DescribeSubmissionHandler>().DescribeSubmission(_id, new(), _stack.Context));

    private async Task<(string? State, int Open, int Resubmissions, int Statuses)> ProgressAsync()
    {
        using var body = JsonDocument.Parse((await DescribeAsync()).Body);
        var root = body.RootElement;

        return (root.GetProperty("state").GetString(), root.GetProperty("open").GetInt32(), root.GetProperty("resubmissions").GetInt32(),
            root.GetProperty("statuses").EnumerateObject().Sum(status => status.Value.GetInt32()));
    }
}
