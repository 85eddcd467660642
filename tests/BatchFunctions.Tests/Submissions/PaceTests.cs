using BatchFunctions.Submitting;
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
    public async Task Calls_that_wait_side_by_side_go_one_after_the_other()
    {
        var clock = new FakeTimeProvider(A.Noon);
        var pace = new Pace(callsPerSecond: 10, clock);

        var calls = Enumerable.Range(0, 4).Select(_ => pace.WaitAsync(TestContext.Current.CancellationToken)).ToList();

        for (var n = 0; n < calls.Count; n++)
        {
            Assert.Equal(n + 1, calls.Count(call => call.IsCompleted));
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public async Task After_a_pause_half_a_second_is_caught_up_on_and_no_more()
    {
        var clock = new FakeTimeProvider(A.Noon);
        var pace = new Pace(callsPerSecond: 10, clock);
        await pace.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(1));

        var calls = Enumerable.Range(0, 20).Select(_ => pace.WaitAsync(TestContext.Current.CancellationToken)).ToList();

        Assert.Equal(6, calls.Count(call => call.IsCompleted));
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
