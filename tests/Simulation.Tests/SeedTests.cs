namespace Simulation.Tests;

public sealed class SeedTests
{
    /// <summary>Seeds in CI, always the same ones: <c>--seeds</c> is for more.</summary>
    public const int Count = 500;

    [Fact]
    public void No_seed_breaks_an_invariant()
    {
        for (var seed = 1; seed <= Count; seed++)
        {
            var run = SeedRun.Of(seed);

            Assert.True(run.Broken is null, run.Report);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(42)]
    public void The_same_seed_makes_the_same_things_happen(int seed)
    {
        var first = SeedRun.Of(seed);
        var second = SeedRun.Of(seed);

        Assert.Equal((first.Digest, first.Events), (second.Digest, second.Events));
        Assert.True(first.Events > 100, $"{first.Events} events are no run.");
    }

    [Fact]
    public void Another_seed_makes_other_things_happen() => Assert.NotEqual(SeedRun.Of(1).Digest, SeedRun.Of(2).Digest);
}
