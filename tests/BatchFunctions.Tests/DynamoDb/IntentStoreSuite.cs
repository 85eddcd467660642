using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What every store of intents does, run on the double and on DynamoDB.</summary>
public abstract class IntentStoreSuite
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private protected abstract IIntentStore Intents { get; }

    [Fact]
    public async Task An_intent_is_created_once_and_keeps_all_it_was_given()
    {
        var intent = Intent();
        Assert.True(await Intents.CreateAsync(intent, None));
        Assert.False(await Intents.CreateAsync(intent with { Request = intent.Request with { Body = "{}" } }, None));

        Assert.Equal(intent, await Intents.FindAsync(intent.Token, None));
        Assert.Null(await Intents.FindAsync(NewId(), None));
    }

    [Fact]
    public async Task A_lease_goes_to_one_who_saw_it_last_and_only_its_owner_gives_it_back()
    {
        var intent = Intent();
        await Intents.CreateAsync(intent, None);
        Assert.True(await Intents.LeaseAsync(intent, "second", A.Noon.AddMinutes(5), None));
        Assert.False(await Intents.LeaseAsync(intent, "third", A.Noon.AddMinutes(5), None));

        await Intents.ReleaseAsync(intent.Token, "third", null, None);
        Assert.Equal(("second", intent.Doubt), await OwnerAsync(intent));
        await Intents.ReleaseAsync(intent.Token, "second", null, None);
        Assert.Equal(("second", null), await OwnerAsync(intent));
    }

    [Fact]
    public async Task A_doubt_stays_with_whoever_leases_the_intent_until_its_owner_says_otherwise()
    {
        var intent = Intent();
        var later = new Doubt(A.Noon.AddMinutes(1), A.Noon.AddMinutes(2));
        await Intents.CreateAsync(intent, None);
        await Intents.LeaseAsync(intent, "second", A.Noon.AddMinutes(5), None);
        Assert.Equal(("second", intent.Doubt), await OwnerAsync(intent));

        Assert.False(await Intents.BeginAsync(intent.Token, "third", later, None));
        Assert.True(await Intents.BeginAsync(intent.Token, "second", later, None));
        Assert.True(await Intents.BeginAsync(intent.Token, "second", later, None));
        Assert.Equal(("second", later), await OwnerAsync(intent));

        await Intents.ReleaseAsync(intent.Token, "second", intent.Doubt, None);
        Assert.Equal(("second", intent.Doubt), await OwnerAsync(intent));
        await Intents.SettleAsync(intent.Token, "job", None);
        Assert.False(await Intents.BeginAsync(intent.Token, "second", later, None));
    }

    [Fact]
    public async Task A_search_goes_on_where_it_stopped_until_there_is_something_else_to_look_for()
    {
        var intent = Intent();
        await Intents.CreateAsync(intent, None);

        await Intents.PauseAsync(intent.Token, "third", "elsewhere", None);
        Assert.Null((await Intents.FindAsync(intent.Token, None))?.LookUpPosition);
        await Intents.PauseAsync(intent.Token, "first", "here", None);
        var paused = await Intents.FindAsync(intent.Token, None);
        Assert.Equal(("here", DateTimeOffset.UnixEpoch, intent.Doubt), (paused?.LookUpPosition, paused?.LeaseUntil, paused?.Doubt));

        await Intents.BeginAsync(intent.Token, "first", new Doubt(A.Noon, A.Noon), None);
        Assert.Null((await Intents.FindAsync(intent.Token, None))?.LookUpPosition);
    }

    [Fact]
    public async Task The_first_job_of_an_intent_stays()
    {
        var intent = Intent();
        await Intents.CreateAsync(intent, None);

        Assert.Equal("first", (await Intents.SettleAsync(intent.Token, "first", None))?.JobId);
        Assert.Equal("first", (await Intents.SettleAsync(intent.Token, "second", None))?.JobId);
        await Intents.RefuseAsync(intent.Token, "no", None);
        Assert.Null((await Intents.FindAsync(intent.Token, None))?.Refusal);
        Assert.False(await Intents.LeaseAsync(intent, "late", A.Noon, None));
        Assert.Null(await Intents.SettleAsync(NewId(), "job", None));
    }

    [Fact]
    public async Task A_refused_intent_stays_refused_until_its_job_turns_up()
    {
        var intent = Intent();
        await Intents.CreateAsync(intent, None);
        await Intents.RefuseAsync(intent.Token, "no", None);
        Assert.Equal("no", (await Intents.FindAsync(intent.Token, None))?.Refusal);

        await Intents.SettleAsync(intent.Token, "job", None);

        Assert.Equal(("job", null), ((await Intents.FindAsync(intent.Token, None))?.JobId, (await Intents.FindAsync(intent.Token, None))?.Refusal));
    }

    [Fact]
    public async Task An_abandoned_intent_is_alive_again_once_somebody_takes_it_up()
    {
        var intent = Intent();
        await Intents.CreateAsync(intent, None);
        await Intents.AbandonAsync(intent.Token, A.Noon.AddHours(1), None);
        Assert.Equal(A.Noon.AddHours(1), (await Intents.FindAsync(intent.Token, None))?.AbandonedAt);

        Assert.True(await Intents.LeaseAsync(intent, "second", A.Noon.AddHours(2), None));
        Assert.Null((await Intents.FindAsync(intent.Token, None))?.AbandonedAt);

        await Intents.SettleAsync(intent.Token, "job", None);
        await Intents.AbandonAsync(intent.Token, A.Noon.AddHours(3), None);
        Assert.Null((await Intents.FindAsync(intent.Token, None))?.AbandonedAt);
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private static Intent Intent() => BatchFunctions.Intents.Intent.Of(
        A.Request(NewId()) with
        {
            OnFailure = "[]",
            SubmissionId = "sub",
            Row = 7,
            ArraySize = 3,
            ResubmitOf = "old",
            OriginalJobId = "oldest",
        },
        A.Noon,
        A.Noon.AddSeconds(30),
        "first");

    private async Task<(string?, Doubt?)> OwnerAsync(Intent intent) =>
        await Intents.FindAsync(intent.Token, None) is { } known ? (known.LeaseOwner, known.Doubt) : (null, null);
}
