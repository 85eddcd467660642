using Amazon.Batch.Model;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Records;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Failures;
using BatchFunctions.Tracking;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Tracking;

/// <summary>Events of real jobs leave out what decides about a failure.</summary>
public sealed class EventGapsTests
{
    private const string Other = "22222222-2222-4222-8222-222222222222";

    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryBatch _batch = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly RecordingOutcomes _outcomes = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task That_a_job_was_cancelled_or_terminated_is_asked_where_the_event_does_not_say_so()
    {
        _batch.Details[A.JobId] = new JobDetail { JobId = A.JobId, IsCancelled = true, IsTerminated = false };
        _batch.Details[Other] = new JobDetail { JobId = Other, IsCancelled = false, IsTerminated = true };

        await DeliverAsync(AnEvent.Of("FAILED", "not needed"), AnEvent.Of("FAILED", "Essential container in task exited", jobId: Other));

        Assert.Equal("Cancelled", (await FindAsync(A.JobId)).Cause);
        Assert.Equal("Terminated", (await FindAsync(Other)).Cause);
    }

    [Fact]
    public async Task All_failed_jobs_of_a_delivery_are_one_question_and_no_other_job_is_one()
    {
        await DeliverAsync(AnEvent.Of("FAILED"), AnEvent.Of("FAILED", jobId: Other), AnEvent.Of("RUNNING", jobId: "running"));

        Assert.Equal([A.JobId, Other], Assert.Single(_batch.Described));
    }

    [Fact]
    public async Task Nothing_is_asked_where_the_event_says_all()
    {
        await DeliverAsync(
            AnEvent.Of("FAILED", token: A.Request().Token, more: """ "isCancelled": false, "isTerminated": true, """), AnEvent.Of("SUCCEEDED", jobId: Other));

        Assert.Empty(_batch.Described);
        Assert.Equal("Terminated", (await FindAsync(A.JobId)).Cause);
    }

    [Fact]
    public async Task A_job_that_AWS_Batch_has_forgotten_is_judged_by_what_its_event_says()
    {
        await DeliverAsync(AnEvent.Of("FAILED", "Your Spot Task was interrupted."));

        Assert.Equal("SpotInterruption", (await FindAsync(A.JobId)).Cause);
    }

    [Fact]
    public async Task Where_AWS_Batch_cannot_be_asked_only_the_failures_are_delivered_again_undecided()
    {
        _batch.IsMute = true;

        var failures = await DeliverAsync(AnEvent.Of("FAILED"), AnEvent.Of("RUNNING", jobId: Other));

        Assert.Equal(["m0"], failures);
        Assert.Null(await _jobs.FindAsync(A.JobId, None));
        Assert.Equal(JobStatus.Running, (await FindAsync(Other)).Status);
    }

    [Fact]
    public async Task A_tag_that_the_event_leaves_out_still_brings_the_request_and_its_rules()
    {
        var request = A.Request() with { OnFailure = """[{"action":"resubmit"}]""" };
        await _intents.CreateAsync(Intent.Of(request, A.Noon, A.Noon.AddSeconds(30), "owner"), None);
        _batch.Details[A.JobId] = new JobDetail { JobId = A.JobId, Tags = new() { [Token.Tag] = request.Token } };

        await DeliverAsync(AnEvent.Of("FAILED", "Essential container in task exited"));

        Assert.Equal(A.JobId, (await _intents.FindAsync(request.Token, None))?.JobId);
        Assert.Equal(A.JobId, Assert.Single(_queue.Sent).Message.Job?.ResubmitOf);
    }

    [Fact]
    public async Task A_failure_told_before_its_submission_is_written_down_is_decided_by_its_request_all_the_same()
    {
        var request = A.Request() with { OnFailure = """[{"action":"resubmit"}]""" };
        await _intents.CreateAsync(Intent.Of(request, A.Noon, A.Noon.AddSeconds(30), "owner"), None);
        await _intents.SettleAsync(request.Token, A.JobId, None);

        await DeliverAsync(AnEvent.Of("FAILED", token: request.Token));

        Assert.Equal(A.JobId, Assert.Single(_queue.Sent).Message.Job?.ResubmitOf);
    }

    [Fact]
    public async Task A_failed_job_of_others_is_classified_and_given_up_since_its_request_is_not_known()
    {
        await DeliverAsync(AnEvent.Of("FAILED", "Host EC2 (instance i-0123456789abcdef0) terminated."));

        var record = await FindAsync(A.JobId);
        Assert.Equal(("HostTerminated", "GIVEN_UP"), (record.Cause, record.Decision));
        Assert.Equal("It was not submitted through this stack, so its request is not known.", record.DecisionReason);
        Assert.Equal(["Job Given Up", "Job Finished"], _outcomes.Published.Select(happening => happening.DetailType));
    }

    [Fact]
    public async Task A_node_of_a_multi_node_job_has_no_record_of_its_own()
    {
        await DeliverAsync(AnEvent.Of("FAILED", jobId: $"{A.JobId}#1"));

        Assert.Empty(_jobs.All);
        Assert.Empty(_outcomes.Published);
    }

    [Theory]
    [InlineData("Essential container in task exited - OutOfMemoryError: Container killed due to memory usage", "OutOfMemory")]
    [InlineData("CannotPullContainerError: ref pull has been retried 5 time(s): failed to resolve ref", "ImagePull")]
    [InlineData("ResourceInitializationError: unable to pull secrets or registry auth: access denied", "Misconfiguration")]
    [InlineData("Job attempt duration exceeded timeout", "Timeout")]
    public async Task A_container_s_reason_is_found_in_the_status_reason_too(string statusReason, string cause)
    {
        await DeliverAsync(AnEvent.Of("FAILED", statusReason));

        Assert.Equal(cause, (await FindAsync(A.JobId)).Cause);
    }

    private async Task<JobRecord> FindAsync(string jobId) =>
        await _jobs.FindAsync(jobId, None) ?? throw new InvalidOperationException("There is no record.");

    private async Task<IEnumerable<string>> DeliverAsync(params string[] events)
    {
        var failures = TestJobEnds.On(_jobs, _queue, _outcomes, TimeProvider.System);
        var handler = new JobStateChangedHandler(new JobTracker(_jobs, _intents, new FailedChildren(_jobs, _batch), new InMemoryBlockedQueues()), _batch, failures, TestServiceJobs.None(), InMemoryChanges.Teller());
        var answer = await handler.JobStateChanged(
            new SQSEvent { Records = [.. events.Select((body, n) => new SQSEvent.SQSMessage { MessageId = $"m{n}", Body = body })] },
            new TestLambdaContext());

        return answer.BatchItemFailures.Select(failure => failure.ItemIdentifier);
    }
}
