using LocalCloud.Lambda;

namespace LocalCloud.Tests.Lambda;

public sealed class ScalingTests
{
    [Theory]
    [InlineData(1, 0, 0, 0, 4, 4, 1)]
    [InlineData(3, 0, 0, 0, 4, 4, 3)]
    [InlineData(3, 1, 1, 0, 4, 4, 1)]
    [InlineData(3, 0, 3, 0, 4, 4, 0)]
    [InlineData(9, 0, 0, 2, 4, 4, 2)]
    [InlineData(9, 0, 0, 4, 4, 4, 0)]
    [InlineData(0, 0, 0, 4, 4, 4, 0)]
    [InlineData(5, 0, 0, 0, 0, 4, 0)]
    [InlineData(9, 0, 0, 0, 8, 2, 2)]
    [InlineData(9, 1, 0, 3, 8, 2, 1)]
    [InlineData(9, 2, 0, 3, 8, 2, 0)]
    public void Each_waiting_event_gets_a_process_within_both_limits(int waiting, int starting, int idle, int busy, int limit, int atOnce, int expected) =>
        Assert.Equal(expected, Scaling.NewEnvironments(waiting, starting, idle, busy, limit, atOnce));
}
