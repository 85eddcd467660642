using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;

namespace BatchFunctions.Tests.Tracking;

/// <summary>Service jobs that somebody submits again.</summary>
public sealed class ServiceJobResubmitTests
{
    private readonly ServiceStack _stack = new();

    [Fact]
    public async Task A_failed_service_job_is_submitted_again_with_overrides_over_its_stored_request()
    {
        var jobId = await FailedAsync();

        var answer = await _stack.CallAsync("ResubmitServiceJob", """{"jobQueue":"others","retryStrategy":{"attempts":3},"tags":{"b":"2"}}""", jobId, key: "once");

        Assert.Equal((HttpStatusCode.Created, "/service-jobs/service-2"), (answer.Status, answer.Headers["location"]));
        var asked = _stack.Submitted[1];
        Assert.Equal(("train", "others", 3, "{}", "1", "2"), (asked.JobName, asked.JobQueue, asked.RetryStrategy.Attempts, asked.ServiceRequestPayload, asked.Tags["a"], asked.Tags["b"]));
        var (first, second) = (await _stack.FindAsync(jobId), await _stack.FindAsync("service-2"));
        Assert.Equal(("service-2", jobId, jobId, 1), (first.Successor?.JobId, second.ResubmitOf, second.OriginalJobId, second.Resubmission));
    }

    [Fact]
    public async Task It_is_repeated_by_its_key_and_refused_to_everybody_else()
    {
        var jobId = await FailedAsync();
        var first = await _stack.CallAsync("ResubmitServiceJob", "{}", jobId, key: "once");

        Assert.Equal(first.Body, (await _stack.CallAsync("ResubmitServiceJob", "{}", jobId, key: "once")).Body);
        foreach (var key in (string?[])["other", null])
        {
            var answer = await _stack.CallAsync("ResubmitServiceJob", null, jobId, key);
            Assert.Equal(HttpStatusCode.Conflict, answer.Status);
            Assert.Contains($"The service job {jobId} is resubmitted already, as service-2.", answer.Body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _stack.CallAsync("ResubmitServiceJob", """{"jobName":"other"}""", jobId, key: "once")).Status);
        Assert.Equal(2, _stack.Submitted.Count);
    }

    [Fact]
    public async Task What_AWS_Batch_refused_is_in_nobody_s_way_and_what_it_throttled_is_repeated()
    {
        var jobId = await FailedAsync();
        _stack.Refusal = new ClientException("no") { StatusCode = HttpStatusCode.BadRequest };
        Assert.Equal(HttpStatusCode.BadRequest, (await _stack.CallAsync("ResubmitServiceJob", "{}", jobId, key: "one")).Status);

        _stack.Refusal = new Amazon.Batch.AmazonBatchException("slow down") { StatusCode = HttpStatusCode.TooManyRequests, ErrorCode = "TooManyRequestsException" };
        Assert.Equal(HttpStatusCode.TooManyRequests, (await _stack.CallAsync("ResubmitServiceJob", null, jobId)).Status);
        _stack.Refusal = null;
        Assert.Equal(HttpStatusCode.Conflict, (await _stack.CallAsync("ResubmitServiceJob", "{}", jobId, key: "two")).Status);
        Assert.Equal(HttpStatusCode.Created, (await _stack.CallAsync("ResubmitServiceJob", null, jobId)).Status);

        Assert.Equal(2, _stack.Submitted.Count);
    }

    [Fact]
    public async Task A_rule_leaves_to_somebody_who_was_faster_what_he_resubmitted()
    {
        var jobId = await _stack.SubmitAsync($"{ServiceStack.Payload[..^1]},\"onFailure\":[{{\"action\":\"resubmit\"}}]}}");
        var now = _stack.Functions.Clock.GetUtcNow();
        var failed = await _stack.FindAsync(jobId);
        await _stack.Functions.ServiceJobs.TakeAsync(failed with { Status = "FAILED", At = now }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, (await _stack.CallAsync("ResubmitServiceJob", null, jobId)).Status);

        await _stack.TellAsync(ServiceStack.Event(jobId, "FAILED"));

        Assert.Equal(("RESUBMITTED", "Somebody resubmitted it as service-2 before the rules were asked."), ((await _stack.FindAsync(jobId)).Decision, (await _stack.FindAsync(jobId)).DecisionReason));
        Assert.Empty(_stack.Functions.Queue.Sent);
    }

    [Fact]
    public async Task One_that_succeeded_can_be_run_again_as_often_as_one_likes()
    {
        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);
        await _stack.TellAsync(ServiceStack.Event(jobId, "SUCCEEDED"));

        Assert.Equal(HttpStatusCode.Created, (await _stack.CallAsync("ResubmitServiceJob", null, jobId)).Status);
        Assert.Equal(HttpStatusCode.Created, (await _stack.CallAsync("ResubmitServiceJob", null, jobId)).Status);
        Assert.Equal(3, _stack.Submitted.Count);
    }

    [Fact]
    public async Task An_open_job_whose_end_was_not_heard_is_looked_at_first()
    {
        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);
        Assert.Contains("The service job is RUNNABLE; only one that is over can be resubmitted.", (await _stack.CallAsync("ResubmitServiceJob", null, jobId)).Body, StringComparison.Ordinal);

        _stack.Described[jobId].Status = "FAILED";
        Assert.Equal(HttpStatusCode.Created, (await _stack.CallAsync("ResubmitServiceJob", null, jobId)).Status);
    }

    [Theory]
    [InlineData("nobody", null, HttpStatusCode.NotFound)]
    [InlineData("service-9", null, HttpStatusCode.Conflict)]
    [InlineData("service-1", """{"retryStrategy":{"attempts":11}}""", HttpStatusCode.BadRequest)]
    [InlineData("service-1", """{"onFailure":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("service-1", """{"dependsOn":[]}""", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_resubmitted_is_refused(string jobId, string? body, HttpStatusCode status)
    {
        await FailedAsync();
        await _stack.TellAsync(ServiceStack.Event("service-9", "FAILED"));

        Assert.Equal(status, (await _stack.CallAsync("ResubmitServiceJob", body, jobId)).Status);
        Assert.Single(_stack.Submitted);
    }

    [Fact]
    public async Task The_record_shows_the_request_the_decision_and_the_lineage()
    {
        var jobId = await FailedAsync();
        await _stack.CallAsync("ResubmitServiceJob", null, jobId);

        using var shown = JsonDocument.Parse((await _stack.CallAsync("DescribeServiceJob", null, jobId)).Body);
        var job = shown.RootElement;
        Assert.Equal(("GIVEN_UP", "service-2", "trainings", "Timeout"), (
            job.GetProperty("decision").GetString(), job.GetProperty("resubmittedAs").GetString(), job.GetProperty("request").GetProperty("jobQueue").GetString(), job.GetProperty("cause").GetString()));
        Assert.Equal(["SUBMITTED", "FAILED"], job.GetProperty("history").EnumerateArray().Select(line => line.GetProperty("status").GetString()));
    }

    private async Task<string> FailedAsync()
    {
        var jobId = await _stack.SubmitAsync($"{ServiceStack.Payload[..^1]},\"tags\":{{\"a\":\"1\"}}}}");
        await _stack.TellAsync(ServiceStack.Event(jobId, "FAILED", "Job attempt duration exceeded timeout"));

        return jobId;
    }
}
