using System.Text.Json;
using LocalCloud.Console;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Console;

public sealed class StuckWatchTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Jobs_that_can_never_start_are_given_up_after_the_time_that_was_said()
    {
        StuckWatch watch = new(TimeSpan.FromSeconds(60), _time);
        FollowedJob[] jobs = [Stuck("big"), Job("after", "PENDING"), Job("done", "SUCCEEDED")];
        watch.Look(jobs);
        _time.Advance(TimeSpan.FromSeconds(59));
        watch.Look(jobs);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("big", Assert.Throws<StuckException>(() => watch.Look(jobs)).Names);
    }

    [Theory]
    [InlineData("RUNNING")]
    [InlineData("RUNNABLE")]
    public void While_another_job_moves_nothing_is_given_up(string status)
    {
        StuckWatch watch = new(TimeSpan.Zero, _time);

        watch.Look([Stuck("big"), Job("other", status)]);
        Assert.Throws<StuckException>(() => watch.Look([Stuck("big"), Job("other", "SUCCEEDED")]));
    }

    [Fact]
    public void Jobs_that_only_wait_are_not_stuck()
    {
        StuckWatch watch = new(TimeSpan.Zero, _time);
        var waits = Job("one", "RUNNABLE");
        waits.Waits("waits its turn: 3 jobs are before it in queue default");

        watch.Look([waits]);
        watch.Look([Job("one", "PENDING")]);
    }

    [Fact]
    public void What_has_moved_in_between_is_waited_for_again()
    {
        StuckWatch watch = new(TimeSpan.FromSeconds(60), _time);
        watch.Look([Stuck("big")]);
        _time.Advance(TimeSpan.FromSeconds(50));
        watch.Look([Job("big", "RUNNING")]);
        _time.Advance(TimeSpan.FromSeconds(50));
        watch.Look([Stuck("big")]);
        _time.Advance(TimeSpan.FromSeconds(59));

        watch.Look([Stuck("big")]);
    }

    [Fact]
    public void At_a_terminal_there_is_no_end()
    {
        StuckWatch watch = new(Timeout.InfiniteTimeSpan, _time);
        watch.Look([Stuck("big")]);
        _time.Advance(TimeSpan.FromDays(1));

        watch.Look([Stuck("big")]);
    }

    private static FollowedJob Stuck(string name)
    {
        var job = Job(name, "RUNNABLE");
        job.Waits("cannot start: it asks 2 vCPU, and queue default has at most 1");

        return job;
    }

    private static FollowedJob Job(string name, string status)
    {
        FollowedJob job = new(new(name, name, null));
        using var document = JsonDocument.Parse($$"""{"jobId":"{{name}}","status":"{{status}}","attempts":[],"history":[]}""");
        job.Update(document.RootElement);

        return job;
    }
}
