using LocalCloud.Mishaps;

namespace LocalCloud.Tests.Mishaps;

public sealed class ChaosTests
{
    [Fact]
    public void A_policy_is_read_from_its_text() =>
        Assert.Equal(
            new(0.2, 0.3, 0.25, 0.05, 1, 0.5, TimeSpan.FromSeconds(2.5)),
            ChaosPolicy.Parse("duplicate=0.2, delay=0.3,reorder=0.25,drop=0.05,throttle=1,close=0.5,lag=2.5"));

    [Theory]
    [InlineData("duplicate")]
    [InlineData("explode=0.5")]
    [InlineData("drop=2")]
    [InlineData("drop=-0.1")]
    [InlineData("drop=NaN")]
    [InlineData("drop=a")]
    [InlineData("drop=0.1,drop=0.2")]
    [InlineData("close=1.5")]
    [InlineData("lag=-1")]
    [InlineData("lag=901")]
    [InlineData("lag=NaN")]
    public void A_text_that_is_no_policy_is_refused(string text) => Assert.Throws<FormatException>(() => ChaosPolicy.Parse(text));

    [Fact]
    public void The_same_seed_gives_the_same_disorder()
    {
        var policy = ChaosPolicy.Parse("duplicate=0.5,delay=0.5");
        static string Run(Chaos chaos) => string.Join(';', Enumerable.Range(0, 50).Select(_ => (chaos.Duplicates(), chaos.Delay())));

        Assert.Equal(Run(new(policy, 7)), Run(new(policy, 7)));
        Assert.NotEqual(Run(new(policy, 7)), Run(new(policy, 8)));
    }

    [Fact]
    public void One_kind_of_disorder_does_not_depend_on_what_the_others_are_asked()
    {
        var policy = ChaosPolicy.Parse("duplicate=0.5,delay=0.5,throttle=0.5");
        Chaos alone = new(policy, 7);
        Chaos amongOthers = new(policy, 7);
        Assert.All(Enumerable.Range(0, 50), _ =>
        {
            amongOthers.Duplicates();
            amongOthers.Delay();
            Assert.Equal(alone.Throttles(), amongOthers.Throttles());
        });
    }

    [Fact]
    public void What_happened_is_counted_and_told()
    {
        Chaos chaos = new(ChaosPolicy.Parse("duplicate=1,delay=1,reorder=1,drop=1,throttle=1,close=1,lag=3"), 7);

        chaos.Duplicates();
        chaos.LeavesInSight();
        chaos.TakenTwice();
        chaos.Delay();
        chaos.Reorders();
        chaos.Pick(3);
        chaos.Drops();
        chaos.Throttles();
        chaos.Closes();
        chaos.Withheld();

        Assert.Equal("Chaos of seed 7: 2 duplicated, 1 delayed, 2 reordered, 1 dropped, 1 throttled, 1 closed, 1 withheld.", chaos.Tally.Line);
    }

    [Fact]
    public void What_did_not_happen_is_not_counted()
    {
        Chaos chaos = new(ChaosPolicy.Parse("reorder=1"), 7);

        Assert.Equal((false, TimeSpan.Zero, false, false), (chaos.Duplicates(), chaos.Delay(), chaos.Drops(), chaos.Throttles()));
        Assert.Equal(0, chaos.Pick(1));
        Assert.Equal((Closing.Never, TimeSpan.Zero), (chaos.Closes(), chaos.Lag));
        Assert.Equal(new(7, 0, 0, 0, 0, 0, 0, 0), chaos.Tally);
    }

    [Fact]
    public void A_connection_is_closed_about_as_often_before_a_call_as_after_it()
    {
        Chaos chaos = new(ChaosPolicy.Parse("close=1"), 7);

        var closings = Enumerable.Range(0, 200).Select(_ => chaos.Closes()).ToList();

        Assert.DoesNotContain(Closing.Never, closings);
        Assert.InRange(closings.Count(closing => closing == Closing.After), 60, 140);
    }

    [Fact]
    public void Out_of_order_is_anyone_but_the_first()
    {
        Chaos chaos = new(ChaosPolicy.Parse("reorder=1"), 7);

        Assert.Equal([1, 2, 3], Enumerable.Range(0, 50).Select(_ => chaos.Pick(4)).Distinct().Order());
    }
}
