using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Jobs;

public sealed class HistoryOrderTests
{
    [Fact]
    public void Whole_seconds_of_an_event_do_not_put_a_status_before_the_one_that_led_to_it() => Assert.Equal(
        [300, 300, 1000, 2100, 5200],
        Told((JobStatus.Submitted, 300), (JobStatus.Runnable, 0), (JobStatus.Starting, 1000), (JobStatus.Running, 2100), (JobStatus.Succeeded, 5200)));

    [Fact]
    public void A_start_that_is_known_to_the_millisecond_holds_against_what_a_sweep_has_found_before_it() => Assert.Equal(
        [300, 400, 2100, 2100, 5200],
        Told((JobStatus.Submitted, 300), (JobStatus.Runnable, 400), (JobStatus.Starting, 60_000), (JobStatus.Running, 2100), (JobStatus.Succeeded, 5200)));

    [Fact]
    public void What_the_sweep_has_found_of_several_comes_before_the_start_too() => Assert.Equal(
        [300, 2100, 2100, 2100],
        Told((JobStatus.Submitted, 300), (JobStatus.Runnable, 60_000), (JobStatus.Starting, 2100), (JobStatus.Running, 2100)));

    [Fact]
    public void A_history_in_order_is_told_as_it_is() =>
        Assert.Equal([0, 1000, 2000], Told((JobStatus.Submitted, 0), (JobStatus.Pending, 1000), (JobStatus.Runnable, 2000)));

    private static IEnumerable<int> Told(params (JobStatus Status, int Milliseconds)[] lines) =>
        HistoryOrder.InOrder([.. lines.Select(line => new JobTransition(1, line.Status, A.Noon.AddMilliseconds(line.Milliseconds), null))])
            .Select(line => (int)(line.At - A.Noon).TotalMilliseconds);
}
