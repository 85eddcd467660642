using System.Net;
using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;

namespace BatchFunctions.Tests.Tracking;

/// <summary>What is done about service jobs that are over: outcomes, failure rules, resubmission by hand.</summary>
public sealed class ServiceJobEndTests
{
    private const string Rules = """[{"causes":["HostTerminated"],"action":"resubmit","jobQueue":"others","delaySeconds":60,"maxResubmissions":2},{"causes":["ApplicationError"],"action":"notify"}]""";

    private readonly ServiceStack _stack = new();

    [Fact]
    public async Task The_end_of_a_service_job_is_told_once_to_the_bus_as_that_of_a_service_job()
    {
        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);

        await _stack.TellAsync(ServiceStack.Event(jobId, "SUCCEEDED"), ServiceStack.Event(jobId, "SUCCEEDED"), ServiceStack.Event(jobId, "RUNNING"));

        var told = Assert.Single(_stack.Functions.Outcomes.Published);
        using var detail = JsonDocument.Parse(told.Detail);
        Assert.Equal(("Service Job Finished", "service-1/finished", "SUCCEEDED", 0), (
            told.DetailType, Text(detail, "key"), Text(detail, "status"), detail.RootElement.GetProperty("resubmission").GetInt32()));
        Assert.True((await _stack.FindAsync(jobId)).IsHandled);
    }

    [Theory]
    [InlineData("Received status from SageMaker: AlgorithmError: ExecuteUserScriptError", "ApplicationError")]
    [InlineData("Received status from SageMaker: InternalServerError: We encountered an internal error.", "HostTerminated")]
    [InlineData("Received status from SageMaker: ClientError: Please use an instance type with more memory", "OutOfMemory")]
    [InlineData("Received status from SageMaker: ClientError: Cannot pull algorithm container.", "ImagePull")]
    [InlineData("Received status from SageMaker: ClientError: No S3 objects found", "Misconfiguration")]
    [InlineData("Received status from SageMaker: MaxRuntimeExceeded", "Timeout")]
    [InlineData("Job attempt duration exceeded timeout", "Timeout")]
    [InlineData("Job was preempted and has no preemption retries left", "Preempted")]
    [InlineData("Terminated by JobStateTimeLimit action due to reason: CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY", "Misconfiguration")]
    [InlineData("JobQueue deleted", "Misconfiguration")]
    [InlineData("Something new", "Unknown")]
    public async Task A_failure_is_classified_by_its_reason(string reason, string cause)
    {
        await _stack.TellAsync(ServiceStack.Event("service-9", "FAILED", reason));

        Assert.Equal(cause, (await _stack.FindAsync("service-9")).Cause);
    }

    [Fact]
    public async Task One_that_somebody_ended_is_known_by_what_DescribeServiceJob_says_and_the_event_does_not()
    {
        var jobId = await _stack.SubmitAsync(WithRules("""[{"action":"resubmit"}]"""));
        _stack.Described[jobId].IsTerminated = true;

        await _stack.TellAsync(ServiceStack.Event(jobId, "FAILED", "Received status from SageMaker: InternalServerError"));

        var job = await _stack.FindAsync(jobId);
        Assert.Equal(("Terminated", "GIVEN_UP", "No rule is for Terminated."), (job.Cause, job.Decision, job.DecisionReason));
        Assert.Empty(_stack.Functions.Queue.Sent);
    }

    [Fact]
    public async Task A_rule_resubmits_into_its_queue_after_its_delay_once_however_often_the_news_come()
    {
        var jobId = await _stack.SubmitAsync(WithRules(Rules));

        await _stack.TellAsync(Lost(jobId), Lost(jobId));
        Assert.Equal(["Service Job Resubmitted", "Service Job Finished"], _stack.Functions.Outcomes.Published.Select(told => told.DetailType));
        await _stack.DrainAsync();
        Assert.Single(_stack.Submitted);

        _stack.Functions.Clock.Advance(TimeSpan.FromSeconds(61));
        await _stack.DrainAsync();
        await _stack.DrainAsync();

        Assert.Equal(2, _stack.Submitted.Count);
        Assert.Equal(("others", "train", "{}"), (_stack.Submitted[1].JobQueue, _stack.Submitted[1].JobName, _stack.Submitted[1].ServiceRequestPayload));
        var (first, second) = (await _stack.FindAsync(jobId), await _stack.FindAsync("service-2"));
        Assert.Equal(("RESUBMITTED", "HostTerminated: resubmission 1 of 2, queue others.", "service-2"), (first.Decision, first.DecisionReason, first.Successor?.JobId));
        Assert.Equal((jobId, jobId, 1), (second.ResubmitOf, second.OriginalJobId, second.Resubmission));
    }

    [Fact]
    public async Task The_chain_ends_where_the_rule_says()
    {
        var jobId = await _stack.SubmitAsync(WithRules(Rules));
        for (var number = 1; number <= 3; number++)
        {
            await _stack.TellAsync(Lost($"service-{number}"));
            _stack.Functions.Clock.Advance(TimeSpan.FromMinutes(2));
            await _stack.DrainAsync();
        }

        Assert.Equal(3, _stack.Submitted.Count);
        var last = await _stack.FindAsync("service-3");
        Assert.Equal(("GIVEN_UP", "HostTerminated again after 2 resubmissions.", jobId), (last.Decision, last.DecisionReason, last.OriginalJobId));
    }

    [Theory]
    [InlineData("AlgorithmError: exit 1", "By rule for ApplicationError.", true)]
    [InlineData("MaxRuntimeExceeded", "No rule is for Timeout.", false)]
    public async Task What_no_rule_resubmits_is_given_up_and_told(string reason, string why, bool needsLook)
    {
        var jobId = await _stack.SubmitAsync(WithRules(Rules));

        await _stack.TellAsync(ServiceStack.Event(jobId, "FAILED", $"Received status from SageMaker: {reason}"));

        var told = _stack.Functions.Outcomes.Published[0];
        using var detail = JsonDocument.Parse(told.Detail);
        Assert.Equal(("Service Job Given Up", why, needsLook), (told.DetailType, Text(detail, "why"), detail.RootElement.GetProperty("needsLook").GetBoolean()));
    }

    [Fact]
    public async Task A_service_job_without_rules_or_of_others_is_never_resubmitted_by_itself()
    {
        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);
        _stack.Described["service-9"] = new DescribeServiceJobResponse { JobId = "service-9", Tags = new() { ["batch-functions:intent"] = _stack.Submitted[0].ClientToken } };

        await _stack.TellAsync(Lost(jobId), Lost("service-9"));

        Assert.Equal("Its request has no onFailure, and the stack's own rules are not for service jobs.", (await _stack.FindAsync(jobId)).DecisionReason);
        // Its tag names a request that has become another job: a tag says what its writer likes.
        Assert.Equal("It was not submitted through this stack, so its request is not known.", (await _stack.FindAsync("service-9")).DecisionReason);
        Assert.Empty(_stack.Functions.Queue.Sent);
    }

    [Fact]
    public async Task A_job_whose_submitter_died_before_it_was_written_down_is_known_by_its_tag()
    {
        var request = WithRules(Rules);
        _stack.Refusal = new IOException("cut");
        Assert.Equal(HttpStatusCode.InternalServerError, (await _stack.CallAsync("SubmitServiceJob", request, key: "k")).Status);
        _stack.Refusal = null;
        var token = Assert.Single(_stack.Functions.ServiceJobs.Requests).Token;
        _stack.Described["service-1"] = new DescribeServiceJobResponse { JobId = "service-1", Tags = new() { ["batch-functions:intent"] = token } };

        await _stack.TellAsync(Lost("service-1"));

        Assert.Equal("RESUBMITTED", (await _stack.FindAsync("service-1")).Decision);
    }

    [Fact]
    public async Task A_refused_next_try_is_taken_back_and_told_and_another_may_stand_in()
    {
        var jobId = await _stack.SubmitAsync(WithRules(Rules));
        await _stack.TellAsync(Lost(jobId));
        _stack.Functions.Clock.Advance(TimeSpan.FromMinutes(2));
        _stack.Refusal = new ClientException("JobQueue others not found.") { StatusCode = HttpStatusCode.BadRequest };
        await _stack.DrainAsync();
        _stack.Refusal = null;

        var job = await _stack.FindAsync(jobId);
        Assert.Equal(("GIVEN_UP", "Its resubmission was not taken: JobQueue others not found."), (job.Decision, job.DecisionReason));
        Assert.Equal("Service Job Given Up", _stack.Functions.Outcomes.Published[^1].DetailType);
        Assert.Equal(HttpStatusCode.Created, (await _stack.CallAsync("ResubmitServiceJob", null, jobId)).Status);
    }

    [Fact]
    public async Task A_throttled_next_try_is_tried_again_and_in_the_end_parked()
    {
        var jobId = await _stack.SubmitAsync(WithRules(Rules));
        await _stack.TellAsync(Lost(jobId));
        _stack.Refusal = new AmazonBatchException("Too Many Requests", ErrorType.Sender, "TooManyRequestsException", "r", HttpStatusCode.TooManyRequests);
        for (var round = 0; round < 40 && _stack.Functions.Queue.Sent.Count > 0; round++)
        {
            _stack.Functions.Clock.Advance(TimeSpan.FromHours(1));
            await _stack.DrainAsync();
        }

        var parked = Assert.Single(_stack.Functions.Queue.DeadLetters);
        Assert.Equal(jobId, parked.Message.ServiceJob);
        Assert.Equal("GIVEN_UP", (await _stack.FindAsync(jobId)).Decision);

        _stack.Refusal = null;
        await _stack.Functions.Queue.SendAsync([parked.Message], TimeSpan.Zero, TestContext.Current.CancellationToken);
        await _stack.DrainAsync();
        Assert.Equal("service-2", (await _stack.FindAsync(jobId)).Successor?.JobId);
    }

    private static string Lost(string jobId) => ServiceStack.Event(jobId, "FAILED", "Received status from SageMaker: InternalServerError: gone");

    private static string WithRules(string rules) => $"{ServiceStack.Payload[..^1]},\"onFailure\":{rules}}}";

    private static string? Text(JsonDocument detail, string name) => detail.RootElement.GetProperty(name).GetString();
}
