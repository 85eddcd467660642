using BatchFunctions.Resources;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What every store of kept requests does, run on the double and on DynamoDB.</summary>
public abstract class KeptRequestSuite
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private protected abstract IKeptRequests Kept { get; }

    [Fact]
    public async Task A_token_is_written_once_and_its_first_result_stays()
    {
        var request = New();
        Assert.True(await Kept.CreateAsync(request, A.Noon, None));
        Assert.False(await Kept.CreateAsync(request with { RequestHash = "other" }, A.Noon, None));
        Assert.Equal(request, await Kept.FindAsync(request.Token, None));

        await Kept.SettleAsync(request.Token, new("hello", "arn:1", 3), None);
        await Kept.SettleAsync(request.Token, new("hello", "arn:2"), None);

        Assert.Equal(request with { Result = new("hello", "arn:1", 3) }, await Kept.FindAsync(request.Token, None));
    }

    [Fact]
    public async Task A_lease_is_taken_over_by_one_only_and_never_from_a_settled_request()
    {
        var request = New();
        await Kept.CreateAsync(request, A.Noon, None);

        Assert.True(await Kept.LeaseAsync(request, "second", A.Noon.AddMinutes(1), None));
        Assert.False(await Kept.LeaseAsync(request, "third", A.Noon.AddMinutes(2), None));
        Assert.Equal("second", (await Kept.FindAsync(request.Token, None))?.LeaseOwner);

        await Kept.SettleAsync(request.Token, new("q", "arn:q"), None);
        Assert.False(await Kept.LeaseAsync(request with { LeaseUntil = A.Noon.AddMinutes(1) }, "third", A.Noon.AddMinutes(2), None));
    }

    [Fact]
    public async Task An_unknown_token_is_found_nowhere_and_settling_it_makes_nothing()
    {
        var token = New().Token;
        await Kept.SettleAsync(token, new("q", "arn:q"), None);

        Assert.Null(await Kept.FindAsync(token, None));
    }

    private static KeptRequest New() => new(Guid.NewGuid().ToString("N"), "hash", A.Noon.AddSeconds(30), "first");
}
