using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Tests.Scheduling;

/// <summary>The arithmetic of fair share.</summary>
public sealed class FairShareTests
{
    private static readonly FairShareRules Usual = new(0, 0, []);

    [Theory]
    [InlineData(50, 1, 0.5)]
    [InlineData(50, 2, 0.25)]
    [InlineData(50, 3, 0.125)]
    [InlineData(25, 1, 0.25)]
    [InlineData(25, 2, 0.0625)]
    [InlineData(25, 3, 0.015625)]
    [InlineData(0, 1, 0)]
    [InlineData(99, 0, 0)]
    public void The_reserve_is_that_of_AWS_s_examples(int percent, int activeShares, double reserved) =>
        Assert.Equal(reserved, new FairShareRules(0, percent, []).Reserved(activeShares), 10);

    [Fact]
    public void Usage_halves_twice_within_the_window() => Assert.Equal(25, Usual.After(100, 0, Usual.WindowMilliseconds), 6);

    [Theory]
    [InlineData(0, 600_000)]
    [InlineData(3600, 3_600_000)]
    public void A_decay_of_0_seconds_is_a_window_of_600(int seconds, long milliseconds) =>
        Assert.Equal(milliseconds, new FairShareRules(seconds, 0, []).WindowMilliseconds);

    [Fact]
    public void Usage_counted_in_steps_is_usage_counted_at_once()
    {
        var atOnce = Usual.After(7, 2000, 90_000);
        var inSteps = Usual.After(Usual.After(Usual.After(7, 2000, 30_000), 2000, 45_000), 2000, 15_000);

        Assert.Equal(atOnce, inSteps, 6);
    }

    [Fact]
    public void The_weight_of_a_prefix_is_divided_among_its_shares_in_use()
    {
        var rules = new FairShareRules(0, 0, [new("team*", 0.5f), new("alone", 2)]);
        var shares = new FairShares();
        foreach (var id in (string[])["teamA", "teamB", "alone", "other"])
        {
            shares.Of(id).Enter();
        }

        shares.Of("teamIdle");

        Assert.Equal(
            [("teamA", 1.0), ("teamB", 1.0), ("alone", 2.0), ("other", 1.0), ("teamIdle", 1.0)],
            shares.Weighed(rules, 0).Select(weighed => (weighed.Share.Id, weighed.Weight)));
    }

    [Fact]
    public void A_share_is_in_use_until_the_window_after_its_last_job_has_passed()
    {
        var shares = new FairShares();
        shares.Of("a").Enter();
        shares.Of("b").Enter();
        shares.Of("a").Leave(1000);

        Assert.Equal(2, shares.CountActive(Usual, 600_999));
        Assert.Equal(1, shares.CountActive(Usual, 601_000));
        shares.Prune(Usual, 601_000);
        Assert.Equal(["b"], shares.All.Select(share => share.Id));
    }
}
