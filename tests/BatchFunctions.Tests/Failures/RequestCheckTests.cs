using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Failures;

/// <summary>A record alone, whoever wrote it, makes nothing run.</summary>
public sealed class RequestCheckTests
{
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly FakeTimeProvider _clock = new(A.Noon);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_job_whose_request_was_accepted_here_is_resubmitted_settled_or_not(bool isSettled)
    {
        await AcceptAsync(A.Submitted(), isSettled);
        await FailAsync(A.Submitted());

        await HandleAsync();

        Assert.Single(_queue.Sent);
    }

    [Fact]
    public async Task A_record_that_came_by_no_request_of_ours_is_given_up()
    {
        await FailAsync(A.Submitted());

        await HandleAsync();

        await AssertGivenUpAsync();
    }

    [Fact]
    public async Task A_record_that_says_other_than_what_was_accepted_is_given_up()
    {
        await AcceptAsync(A.Submitted(), isSettled: true);
        await FailAsync(A.Submitted().Asking(request => request with { Body = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":["id"]}}""" }));

        await HandleAsync();

        await AssertGivenUpAsync();
    }

    [Fact]
    public async Task A_record_that_claims_the_request_of_another_job_is_given_up()
    {
        await AcceptAsync(A.Submitted("33333333-3333-4333-8333-333333333333"), isSettled: true);
        await FailAsync(A.Submitted().Asking(request => request with { Token = A.Submitted("33333333-3333-4333-8333-333333333333").Request.Token }));

        await HandleAsync();

        await AssertGivenUpAsync();
    }

    [Fact]
    public async Task A_decision_that_stands_on_such_a_record_is_not_carried_out()
    {
        await FailAsync(A.Submitted());
        var (decision, why, verdict) = new Verdict.Resubmit(Changes.None, TimeSpan.Zero, "planted", []).Written(A.Noon);
        await _jobs.RecordDecisionAsync(A.JobId, decision, why, verdict, A.Noon, None);

        await HandleAsync();

        Assert.Empty(_queue.Sent);
    }

    private async Task AssertGivenUpAsync()
    {
        Assert.Empty(_queue.Sent);
        var job = await _jobs.FindAsync(A.JobId, None);
        Assert.Equal(("GIVEN_UP", "Its request was not accepted here, so it is not submitted again."), (job?.Decision, job?.DecisionReason));
    }

    private Task HandleAsync() =>
        TestJobEnds.On(_jobs, _queue, new RecordingOutcomes(), _clock, _intents, requests: new RequestCheck(_intents)).HandleAsync(A.JobId, looks: 0, None);

    private async Task FailAsync(SubmittedJob job)
    {
        await _jobs.RecordSubmissionAsync(job, None);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed) with { Cause = "OutOfMemory", MemoryMiB = 512 }, None);
    }

    private async Task AcceptAsync(SubmittedJob job, bool isSettled)
    {
        await _intents.CreateAsync(Intent.Of(job.Request, job.At, job.At, "owner"), None);
        if (isSettled)
        {
            await _intents.SettleAsync(job.Request.Token, job.JobId, None);
        }
    }
}
