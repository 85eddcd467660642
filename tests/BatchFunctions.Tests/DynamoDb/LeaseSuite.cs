using BatchFunctions.Submissions;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What the lease of the sweep and the recent bodies do, run on the doubles and on DynamoDB.</summary>
public abstract class LeaseSuite
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private protected abstract ISweepLease Lease { get; }

    private protected abstract IRecentBodies Bodies { get; }

    [Fact]
    public async Task The_lease_is_one_sweep_s_until_it_is_given_back_or_over()
    {
        var (lease, start) = (Lease, A.Noon.AddDays(Random.Shared.Next(1, 100_000)));
        Assert.Null(await lease.TakeAsync("one", start, start.AddSeconds(30), None));
        // As after an answer that was lost, and as a renewal.
        Assert.Null(await lease.TakeAsync("one", start, start.AddSeconds(40), None));
        Assert.Equal(start.AddSeconds(40), await lease.TakeAsync("two", start.AddSeconds(39), start.AddMinutes(2), None));

        await lease.GiveBackAsync("two", None);
        Assert.NotNull(await lease.TakeAsync("two", start.AddSeconds(39), start.AddMinutes(2), None));
        Assert.Null(await lease.TakeAsync("two", start.AddSeconds(41), start.AddMinutes(2), None));

        await lease.GiveBackAsync("one", None);
        Assert.NotNull(await lease.TakeAsync("one", start.AddSeconds(42), start.AddMinutes(3), None));
        await lease.GiveBackAsync("two", None);
        await lease.GiveBackAsync("two", None);
        Assert.Null(await lease.TakeAsync("one", start.AddSeconds(42), start.AddMinutes(3), None));
        await lease.GiveBackAsync("one", None);
    }

    [Fact]
    public async Task A_body_stands_under_its_first_token_until_its_time_is_over()
    {
        var body = Guid.NewGuid().ToString("N");
        Assert.Equal("first", await TokenAsync("first", 0));
        Assert.Equal("first", await TokenAsync("first", 0));
        Assert.Equal("first", await TokenAsync("second", 299));
        Assert.Equal("third", await TokenAsync("third", 301));
        Assert.Equal("third", await TokenAsync("fourth", 302));

        Task<string> TokenAsync(string fresh, int seconds) =>
            Bodies.TokenAsync(body, fresh, A.Noon.AddSeconds(seconds), A.Noon.AddSeconds(seconds + 300), None);
    }
}
