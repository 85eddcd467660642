using System.Globalization;
using LocalBatch.Execution;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Tests.Execution;

public sealed class ProcessExecutorStopTests : ProcessExecutorTestBase
{
    private readonly FakeTimeProvider _clock = new();

    private protected override TimeProvider Time => _clock;

    [Fact]
    public async Task A_stop_is_SIGTERM_to_the_whole_group()
    {
        var attempt = Shell("""
            sh -c 'trap "echo child; exit 0" TERM; echo up; while :; do sleep 1; done' &
            trap 'wait; echo parent; exit 5' TERM
            wait
            """);

        var exited = await StopAsync(attempt, "up");

        Assert.Equal(5, exited.ExitCode);
        // A shell may add a line of its own about the sleep that was terminated too.
        Assert.Equal(["up", "child", "parent"], LinesOf(attempt).Except(["Terminated"]));
    }

    [Fact]
    public async Task What_ignores_SIGTERM_is_killed_after_the_grace_and_not_before()
    {
        var attempt = Shell("trap 'echo no' TERM; echo up; while :; do sleep 0.01; done");
        using var stop = new CancellationTokenSource();
        var run = RunToExitAsync(attempt, stop);
        await PrintedAsync(attempt, "up");
        await stop.CancelAsync();
        await PrintedAsync(attempt, "no");

        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, Executor.RunningCount);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new AttemptEvent.Exited(137, null), await run);
    }

    [Fact]
    public async Task What_a_job_leaves_running_in_its_group_ends_with_it()
    {
        var attempt = Shell("sh -c 'trap \"\" TERM HUP; echo $$; exec sleep 600' & sh -c 'sleep 600 & echo $!'; exit 7");

        var exited = await RunToExitAsync(attempt);

        Assert.Equal(7, exited.ExitCode);
        Assert.All(LinesOf(attempt), pid => Assert.True(Processes.IsGone(int.Parse(pid, CultureInfo.InvariantCulture)), $"{pid} still runs"));
    }

    [Fact]
    public async Task A_process_that_fled_its_group_ends_with_the_job_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid"), "no setsid here");
        var attempt = Shell("setsid sh -c 'echo $$; touch away; exec sleep 600' & until [ -e away ]; do sleep 0.01; done; exit 7");

        var exited = await RunToExitAsync(attempt);

        Assert.Equal(7, exited.ExitCode);
        Assert.True(Processes.IsGone(int.Parse(Assert.Single(LinesOf(attempt)), CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Disposing_ends_every_attempt_and_reports_each_end()
    {
        var attempts = Enumerable.Range(0, 10).Select(_ => Shell("echo up; exec sleep 600")).ToArray();
        var runs = attempts.Select(attempt => RunToExitAsync(attempt)).ToArray();
        await Task.WhenAll(attempts.Select(attempt => PrintedAsync(attempt, "up")));

        await Executor.DisposeAsync();

        Assert.All(await Task.WhenAll(runs), exited => Assert.Equal(143, exited.ExitCode));
        var late = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(Shell("true"))));
        Assert.Equal("CannotCreateContainerError: the executor is shutting down", late.Reason);
    }

    private async Task<AttemptEvent.Exited> StopAsync(Attempt attempt, string printed)
    {
        using var stop = new CancellationTokenSource();
        var run = RunToExitAsync(attempt, stop);
        await PrintedAsync(attempt, printed);
        await stop.CancelAsync();

        return await run;
    }
}
