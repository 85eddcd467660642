using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Jobs;

public sealed class JobSubmitterTests
{
    /// <summary>By then a lease is over, and AWS Batch lists what came of it.</summary>
    private static readonly TimeSpan Takeover = IntentRules.Lease + IntentRules.ListingLag + TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryBatch _batch = new();

    private int _ids;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_becomes_one_job_with_its_record_and_its_token_as_a_tag()
    {
        var outcome = await SubmitAsync(A.Request());

        var submitted = Assert.IsType<SubmitOutcome.Submitted>(outcome);
        Assert.False(submitted.IsRepetition);
        Assert.Equal(A.Request().Token, Assert.Single(_batch.Submitted).Token);
        Assert.Equal(A.Request().Body, (await _jobs.FindAsync(submitted.JobId, None))?.Request);
    }

    [Fact]
    public async Task A_repetition_answers_with_the_first_job()
    {
        var first = Assert.IsType<SubmitOutcome.Submitted>(await SubmitAsync(A.Request()));

        var second = Assert.IsType<SubmitOutcome.Submitted>(await SubmitAsync(A.Request()));

        Assert.Equal(first with { IsRepetition = true }, second);
        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_a_conflict()
    {
        await SubmitAsync(A.Request());

        Assert.IsType<SubmitOutcome.Conflicting>(await SubmitAsync(A.Request(body: """{"jobName":"other"}""")));
        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task A_request_that_AWS_Batch_refuses_stays_refused()
    {
        _batch.AnswerNext(new SubmitReply.Refused("JobQueue nowhere not found."));

        await SubmitAsync(A.Request());

        Assert.Equal(new SubmitOutcome.Refused("JobQueue nowhere not found."), await SubmitAsync(A.Request()));
        Assert.Empty(_batch.Submitted);
    }

    [Fact]
    public async Task A_throttled_request_is_submitted_by_the_next_try_without_a_look()
    {
        _batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));
        Assert.IsType<SubmitOutcome.NotYet>(await SubmitAsync(A.Request()));

        Assert.IsType<SubmitOutcome.Submitted>(await SubmitAsync(A.Request()));

        Assert.Single(_batch.Submitted);
        Assert.Equal(0, _batch.Lookups);
    }

    [Fact]
    public async Task While_one_worker_holds_the_lease_another_waits()
    {
        _batch.LoseNextAnswer();
        await SubmitAsync(A.Request());

        var outcome = Assert.IsType<SubmitOutcome.NotYet>(await SubmitAsync(A.Request()));

        Assert.Equal(IntentRules.Lease + IntentRules.ListingLag, outcome.RetryAfter);
        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task A_job_whose_answer_was_lost_is_adopted_and_not_submitted_again()
    {
        _batch.LoseNextAnswer();
        await SubmitAsync(A.Request());
        _clock.Advance(Takeover);

        var outcome = Assert.IsType<SubmitOutcome.Submitted>(await SubmitAsync(A.Request()));

        Assert.True(outcome.IsRepetition);
        Assert.Equal(Assert.Single(_batch.Submitted).JobId, outcome.JobId);
        Assert.NotNull(await _jobs.FindAsync(outcome.JobId, None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_process_ends_one_request_is_one_job_in_the_end(bool after)
    {
        var cuts = 0;
        for (var wasReached = true; wasReached; cuts++)
        {
            var test = new JobSubmitterTests();
            var cut = new CutPoint(cuts, after);
            wasReached = await test.SubmitCutAsync(cut);
            await test.SubmitUntilDoneAsync();

            var job = Assert.Single(test._batch.Submitted);
            Assert.Equal(A.Request().Body, (await test._jobs.FindAsync(job.JobId, None))?.Request);
            Assert.Equal(job.JobId, (await test._intents.FindAsync(job.Token, None))?.JobId);
        }

        // Create, submit, settle, record; and the round that was not cut.
        Assert.Equal(5, cuts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_second_process_ends_too_one_request_is_one_job_in_the_end(bool after)
    {
        for (var first = 0; first < 4; first++)
        {
            for (var second = 0; second < 5; second++)
            {
                var test = new JobSubmitterTests();
                await test.SubmitCutAsync(new CutPoint(first, after));
                test._clock.Advance(Takeover);
                await test.SubmitCutAsync(new CutPoint(second, after));
                await test.SubmitUntilDoneAsync();

                var job = Assert.Single(test._batch.Submitted);
                Assert.NotNull(await test._jobs.FindAsync(job.JobId, None));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_process_ends_the_sweep_still_has_the_intent_or_the_record_to_find_the_job_by(bool after)
    {
        var cuts = 0;
        for (var wasReached = true; wasReached; cuts++)
        {
            var test = new JobSubmitterTests();
            wasReached = await test.SubmitCutAsync(new CutPoint(cuts, after));

            foreach (var (jobId, _, token) in test._batch.Submitted)
            {
                var intent = await test._intents.FindAsync(token, None);
                Assert.True(intent is { IsSettled: false } || await test._jobs.FindAsync(jobId, None) is not null);
            }
        }

        Assert.Equal(5, cuts);
    }

    [Fact]
    public async Task A_worker_whose_lease_was_eaten_up_by_a_slow_table_does_not_submit()
    {
        var slow = new SlowIntents(_intents, () => _clock.Advance(TimeSpan.FromSeconds(21)));
        var submitter = new JobSubmitter(slow, _jobs, _batch, _clock, () => new Guid(++_ids, 0, 0, new byte[8]));

        Assert.IsType<SubmitOutcome.NotYet>(await submitter.SubmitAsync(A.Request(), None));
        Assert.Empty(_batch.Submitted);
        _clock.Advance(Takeover);
        Assert.IsType<SubmitOutcome.NotYet>(await submitter.SubmitAsync(A.Request(), None));

        Assert.Empty(_batch.Submitted);
        await SubmitUntilDoneAsync();
        Assert.Single(_batch.Submitted);
    }

    private Task<SubmitOutcome> SubmitAsync(JobRequest request) => Submitter(CutPoint.Never).SubmitAsync(request, None);

    private async Task<bool> SubmitCutAsync(CutPoint cut)
    {
        _batch.Cut = cut;
        try
        {
            await Submitter(cut).SubmitAsync(A.Request(), None);
        }
        catch (Crash)
        {
            Assert.True(cut.WasReached);
        }

        _batch.Cut = CutPoint.Never;
        return cut.WasReached;
    }

    private async Task SubmitUntilDoneAsync()
    {
        for (var round = 0; round < 5; round++)
        {
            if (await SubmitAsync(A.Request()) is SubmitOutcome.Submitted)
            {
                return;
            }

            _clock.Advance(Takeover);
        }

        Assert.Fail("The request was never submitted.");
    }

    private JobSubmitter Submitter(CutPoint cut) => new(
        new CutIntents(_intents, cut), new CutJobs(_jobs, cut), _batch, _clock, () => new Guid(++_ids, 0, 0, new byte[8]));
}
