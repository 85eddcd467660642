using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Jobs;

/// <summary>What a request whose SubmitJob went unheard goes through until its job is found, or surely none was made.</summary>
public sealed class DoubtTests
{
    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryBatch _batch = new();

    private int _ids;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_looks_for_a_job_before_AWS_Batch_lists_what_it_has_taken()
    {
        await SubmitUnheardAsync();

        _clock.Advance(IntentRules.Lease + IntentRules.ListingLag - TimeSpan.FromMilliseconds(1));
        var early = Assert.IsType<SubmitOutcome.NotYet>(await SubmitAsync());
        Assert.Equal((TimeSpan.FromMilliseconds(1), 0), (early.RetryAfter, _batch.Lookups));

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsType<SubmitOutcome.Submitted>(await SubmitAsync());
        Assert.Equal((1, 1), (_batch.Lookups, _batch.Submitted.Count));
    }

    [Fact]
    public async Task A_throttled_call_leaves_an_earlier_doubt_as_it_was()
    {
        await SubmitUnheardAsync();
        var doubt = (await IntentAsync()).Doubt;
        TakeOver();
        // AWS Batch is later than anybody thought: the first job is listed only at the second look.
        _batch.Findings.Enqueue(new Finding.Absent { Calls = 1 });
        _batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));
        Assert.IsType<SubmitOutcome.NotYet>(await SubmitAsync());
        Assert.Equal(doubt, (await IntentAsync()).Doubt);

        var outcome = Assert.IsType<SubmitOutcome.Submitted>(await SubmitAsync());

        Assert.True(outcome.IsRepetition);
        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task A_throttled_first_call_leaves_nothing_in_doubt()
    {
        _batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));

        await SubmitAsync();

        Assert.Null((await IntentAsync()).Doubt);
    }

    [Fact]
    public async Task A_second_unheard_call_is_looked_for_together_with_the_first()
    {
        await SubmitUnheardAsync();
        var first = (await IntentAsync()).Doubt;
        TakeOver();
        _batch.Findings.Enqueue(new Finding.Absent { Calls = 1 });
        _batch.AnswerNext(new SubmitReply.Unheard("Lost, and not taken."));

        await SubmitAsync();

        Assert.Equal(new Doubt(A.Noon, _clock.GetUtcNow() + IntentRules.Lease), (await IntentAsync()).Doubt);
        Assert.Equal(first?.From, (await IntentAsync()).Doubt?.From);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(299, 0)]
    [InlineData(301, 1)]
    [InlineData(3600, 3300)]
    public void A_doubt_reaches_back_five_minutes_at_most(int secondsLater, int expectedFrom)
    {
        var earlier = new Doubt(A.Noon, A.Noon.AddSeconds(3500));
        var now = A.Noon.AddSeconds(secondsLater);

        Assert.Equal(new Doubt(A.Noon.AddSeconds(expectedFrom), now.AddSeconds(30)), IntentRules.Doubted(earlier, now, now.AddSeconds(30)));
    }

    [Fact]
    public void A_doubt_that_nothing_was_found_of_for_five_minutes_is_over() =>
        Assert.Equal(
            new Doubt(A.Noon.AddSeconds(331), A.Noon.AddSeconds(361)),
            IntentRules.Doubted(new Doubt(A.Noon, A.Noon.AddSeconds(30)), A.Noon.AddSeconds(331), A.Noon.AddSeconds(361)));

    [Fact]
    public async Task A_search_that_pauses_is_no_try_and_goes_on_where_it_stopped()
    {
        await SubmitUnheardAsync();
        TakeOver();
        _batch.Findings.Enqueue(new Finding.Unfinished("page 21") { Calls = 40 });

        var paused = Assert.IsType<SubmitOutcome.NotYet>(await SubmitAsync());
        Assert.IsType<SubmitOutcome.Submitted>(await SubmitAsync());

        Assert.False(paused.IsTry);
        Assert.Equal([null, "page 21"], _batch.Sought.Select(sought => sought.Position));
        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task A_search_that_eats_up_the_lease_is_followed_by_no_call()
    {
        await SubmitUnheardAsync(taken: false);
        TakeOver();
        var slow = new SlowIntents(_intents, () => _clock.Advance(TimeSpan.FromSeconds(21)));

        Assert.IsType<SubmitOutcome.NotYet>(await Submitter(slow).SubmitAsync(A.Request(), None));

        Assert.Empty(_batch.Submitted);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_known_for_our_own()
    {
        var outcome = await Submitter(new ForgottenAnswers(_intents)).SubmitAsync(A.Request(), None);

        Assert.IsType<SubmitOutcome.Submitted>(outcome);
        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task So_is_a_lease_whose_answer_was_lost()
    {
        await SubmitUnheardAsync(taken: false);
        TakeOver();

        var outcome = await Submitter(new ForgottenAnswers(_intents)).SubmitAsync(A.Request(), None);

        Assert.IsType<SubmitOutcome.Submitted>(outcome);
        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task A_write_that_another_worker_made_is_not_taken_for_our_own()
    {
        await _intents.CreateAsync(Intent.Of(A.Request(), A.Noon, A.Noon.AddSeconds(30), "another"), None);

        Assert.IsType<SubmitOutcome.NotYet>(await Submitter(new ForgottenAnswers(_intents)).SubmitAsync(A.Request(), None));

        Assert.Empty(_batch.Submitted);
    }

    private async Task SubmitUnheardAsync(bool taken = true)
    {
        if (taken)
        {
            _batch.LoseNextAnswer();
            await SubmitAsync();
        }
        else
        {
            await _intents.CreateAsync(Intent.Of(A.Request(), A.Noon, A.Noon.AddSeconds(30), "another"), None);
        }
    }

    private void TakeOver() => _clock.Advance(IntentRules.Lease + IntentRules.ListingLag);

    private async Task<Intent> IntentAsync() =>
        await _intents.FindAsync(A.Request().Token, None) ?? throw new InvalidOperationException("There is no intent.");

    private Task<SubmitOutcome> SubmitAsync() => Submitter(_intents).SubmitAsync(A.Request(), None);

    private JobSubmitter Submitter(IIntentStore intents) => new(intents, _jobs, _batch, _clock, () => new Guid(++_ids, 0, 0, new byte[8]));
}
