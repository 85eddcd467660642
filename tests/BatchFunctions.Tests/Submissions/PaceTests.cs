using BatchFunctions.Submissions;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Submissions;

public sealed class PaceTests
{
    [Fact]
    public async Task Calls_are_kept_apart_by_the_rate()
    {
        var clock = new FakeTimeProvider(A.Noon);
        var pace = new Pace(callsPerSecond: 4, clock);
        await pace.WaitAsync(TestContext.Current.CancellationToken);

        var second = pace.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(second.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await second;
    }

    [Fact]
    public async Task After_a_rest_the_next_call_goes_at_once()
    {
        var clock = new FakeTimeProvider(A.Noon);
        var pace = new Pace(callsPerSecond: 1, clock);
        await pace.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.True(pace.WaitAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }
}
