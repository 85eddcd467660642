using BatchFunctions.DynamoDb;
using BatchFunctions.Intents;
using Attribute = BatchFunctions.DynamoDb.Attribute;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>The table keeps what the port promises.</summary>
public sealed class DynaliteIntentTests(DynaliteFixture dynalite) : IntentStoreSuite, IClassFixture<DynaliteFixture>
{
    private protected override IIntentStore Intents => new IntentTable(dynalite.Table());

    [Fact]
    public async Task An_intent_that_an_earlier_version_left_in_doubt_is_so_since_it_was_made_until_its_owner_says_otherwise()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var intent = Intent.Of(A.Request("left by an earlier version"), A.Noon, A.Noon.AddSeconds(30), "first");
        await Intents.CreateAsync(intent, cancellation);
        var asItWas = new ItemUpdate().Set("inDoubt", Attribute.Flag(true)).Remove("doubtFrom").Remove("doubtUntil").OnlyIfPresent(Table.PartitionKey);
        await dynalite.Table().UpdateAsync($"INTENT#{intent.Token}", "INTENT", asItWas, cancellation);

        Assert.Equal(intent.Doubt, (await Intents.FindAsync(intent.Token, cancellation))?.Doubt);
        await Intents.ReleaseAsync(intent.Token, "first", null, cancellation);
        Assert.Null((await Intents.FindAsync(intent.Token, cancellation))?.Doubt);
    }
}
