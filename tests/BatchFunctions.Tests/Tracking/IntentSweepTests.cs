using Amazon.Batch;
using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tracking;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Tracking;

/// <summary>What the sweep asks of AWS Batch about requests whose submitter has not come back.</summary>
public sealed class IntentSweepTests
{
    private static readonly DateTimeOffset Later = A.Noon.AddMinutes(30);

    private readonly InMemoryWatch _watch = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryIntents _intents = new();
    private readonly InMemorySubmissions _submissions = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly RecordingOutcomes _outcomes = new();
    private readonly InMemoryBatch _batch = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sweep_spends_four_hundred_calls_at_most_and_each_goes_on_where_the_last_one_stopped_until_all_are_settled()
    {
        const int Intents = 30;
        // One job a hundred of the same name is of a request in doubt; the window holds 7,500 of 100,000.
        var crowd = new CrowdedQueue(100_000, A.Noon.AddSeconds(-60), TimeSpan.FromMilliseconds(20), _ => "hello");
        var items = new List<WatchedItem>();
        for (var n = 0; n < Intents; n++)
        {
            crowd.Tokens[100 * (n + 1)] = (await DoubtAsync($"key-{n}")).Token;
            items.Add(new WatchedItem(null, Token.Of($"key-{n}")));
        }

        var sweeps = 0;
        while (_watch.Items.Count > 0 && sweeps++ < 40)
        {
            var before = crowd.Calls;
            await SweepAsync(Sweep(crowd), Later);
            Assert.InRange(crowd.Calls - before, 1, SweepCalls.Most);
            await DropSettledAsync(items);
        }

        Assert.Empty(_watch.Items);
        foreach (var item in items)
        {
            Assert.NotNull((await _intents.FindAsync(item.Token ?? "", None))?.JobId);
        }
    }

    [Fact]
    public async Task A_request_that_was_looked_for_in_vain_stands_behind_those_for_which_the_sweep_had_no_calls_left()
    {
        var first = await DoubtAsync("first");
        var second = await DoubtAsync("second");
        var calls = new SweepCalls();
        calls.Take(SweepCalls.Most - 3);
        _batch.Findings.Enqueue(new Finding.Unfinished("page") { Calls = 3 });

        foreach (var intent in new[] { first, second })
        {
            var item = new WatchedItem(null, intent.Token);
            await _watch.TouchAsync(item, Later, None);
            Assert.False(await Sweep().LookAsync(item, Later, calls, None));
        }

        Assert.Equal([second.Token, first.Token], _watch.Items.OrderBy(entry => entry.At).Select(entry => entry.Item.Token));
        Assert.Equal(1, _batch.Lookups);
    }

    [Fact]
    public async Task A_request_is_not_looked_for_before_AWS_Batch_lists_what_it_has_taken()
    {
        var intent = await DoubtAsync("key");

        Assert.False(await Sweep().LookAsync(new(null, intent.Token), A.Noon + IntentRules.Lease + IntentRules.ListingLag - TimeSpan.FromSeconds(1), new(), None));
        Assert.Equal(0, _batch.Lookups);

        Assert.False(await Sweep().LookAsync(new(null, intent.Token), A.Noon + IntentRules.Lease + IntentRules.ListingLag, new(), None));
        Assert.Equal(1, _batch.Lookups);
    }

    [Fact]
    public async Task A_request_of_which_no_call_is_in_doubt_is_not_looked_for_and_given_up_in_its_time()
    {
        var intent = await DoubtAsync("key");
        await _intents.ReleaseAsync(intent.Token, intent.LeaseOwner, null, None);

        Assert.False(await Sweep().LookAsync(new(null, intent.Token), A.Noon.AddMinutes(59), new(), None));
        Assert.True(await Sweep().LookAsync(new(null, intent.Token), A.Noon.AddMinutes(60), new(), None));

        Assert.Equal(0, _batch.Lookups);
        Assert.NotNull((await _intents.FindAsync(intent.Token, None))?.AbandonedAt);
    }

    [Fact]
    public async Task A_search_that_is_not_over_gives_no_request_up()
    {
        var intent = await DoubtAsync("key");
        _batch.Findings.Enqueue(new Finding.Unfinished("page") { Calls = 40 });

        Assert.False(await Sweep().LookAsync(new(null, intent.Token), A.Noon.AddHours(2), new(), None));

        var known = await _intents.FindAsync(intent.Token, None);
        Assert.Equal(("page", null), (known?.LookUpPosition, known?.AbandonedAt));
    }

    private async Task<Intent> DoubtAsync(string key)
    {
        var intent = Intent.Of(A.Request(key), A.Noon, A.Noon + IntentRules.Lease, "owner");
        await _intents.CreateAsync(intent, None);
        _watch.Items.Add((new WatchedItem(null, intent.Token), A.Noon));

        return intent;
    }

    private async Task SweepAsync(IntentSweep sweep, DateTimeOffset now)
    {
        var calls = new SweepCalls();
        foreach (var item in _watch.Items.OrderBy(entry => entry.At).Select(entry => entry.Item).ToList())
        {
            await _watch.TouchAsync(item, now, None);
            await sweep.LookAsync(item, now, calls, None);
        }
    }

    private async Task DropSettledAsync(List<WatchedItem> items)
    {
        foreach (var item in items)
        {
            if (await _intents.FindAsync(item.Token ?? "", None) is { IsSettled: true })
            {
                await _watch.DropAsync(item, None);
            }
        }
    }

    private IntentSweep Sweep(IAmazonBatch crowd) => Sweep(new BatchJobs(crowd, crowd, new SingleSend()));

    private IntentSweep Sweep(IBatchJobs? batch = null) => new(
        _watch, _intents, batch ?? _batch, new IntentEnds(_intents, _jobs, new SubmissionRows(_submissions, new InMemoryCounts(), _queue), new LostResubmissions(_jobs, _outcomes)));
}
