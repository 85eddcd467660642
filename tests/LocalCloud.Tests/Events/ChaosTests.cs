using LocalCloud.Events;

namespace LocalCloud.Tests.Events;

public sealed class ChaosTests
{
    [Fact]
    public void A_policy_is_read_from_its_text() =>
        Assert.Equal(new(0.2, 0.3, 0.25, 0.05, 1), ChaosPolicy.Parse("duplicate=0.2, delay=0.3,reorder=0.25,drop=0.05,throttle=1"));

    [Theory]
    [InlineData("duplicate")]
    [InlineData("explode=0.5")]
    [InlineData("drop=2")]
    [InlineData("drop=-0.1")]
    [InlineData("drop=NaN")]
    [InlineData("drop=a")]
    [InlineData("drop=0.1,drop=0.2")]
    public void A_text_that_is_no_policy_is_refused(string text) => Assert.Throws<FormatException>(() => ChaosPolicy.Parse(text));

    [Fact]
    public void The_same_seed_gives_the_same_disorder()
    {
        var policy = ChaosPolicy.Parse("duplicate=0.5,delay=0.5");
        static string Run(Chaos chaos) => string.Join(';', Enumerable.Range(0, 50).Select(_ => (chaos.Duplicates(), chaos.Delay())));

        Assert.Equal(Run(new(policy, 7)), Run(new(policy, 7)));
        Assert.NotEqual(Run(new(policy, 7)), Run(new(policy, 8)));
    }
}
