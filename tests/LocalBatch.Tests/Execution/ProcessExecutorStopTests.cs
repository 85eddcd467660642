using System.Globalization;
using LocalBatch.Execution;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Tests.Execution;

public sealed class ProcessExecutorStopTests : ProcessExecutorTestBase
{
    private readonly FakeTimeProvider _clock = new();

    private protected override TimeProvider Time => _clock;

    [Fact]
    public async Task A_stop_is_SIGTERM_to_the_first_process_alone()
    {
        var attempt = Shell("""
            sh -c 'trap "echo child" TERM; echo up; while :; do sleep 0.01; done' &
            trap 'echo parent; exit 5' TERM
            while :; do sleep 0.01; done
            """);

        var exited = await StopAsync(attempt, "up");

        Assert.Equal(5, exited.ExitCode);
        Assert.Equal(["up", "parent"], LinesOf(attempt));
    }

    [Fact]
    public async Task A_first_process_without_a_handler_hears_of_no_stop_and_is_killed_after_the_grace()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "macOS does not tell which signals are handled");
        var attempt = Shell("echo up; exec sleep 600");
        using var stop = new CancellationTokenSource();
        var run = RunToExitAsync(attempt, stop);
        await PrintedAsync(attempt, "up");
        await stop.CancelAsync();

        // What is asked of the executor is done in its order: when this one is over, the stop was taken.
        await RunToExitAsync(Shell("true"));
        _clock.Advance(TimeSpan.FromSeconds(29));
        await RunToExitAsync(Shell("true"));
        Assert.Equal(1, Executor.RunningCount);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new AttemptEvent.Exited(137, null), await run);
    }

    [Fact]
    public async Task With_an_init_in_front_the_same_process_ends_at_once()
    {
        var exited = await StopAsync(Shell("echo up; exec sleep 600") with { HasInit = true }, "up");

        Assert.Equal(new(143, null), exited);
    }

    // As Nextflow's wrapper does: the shell that hears of the stop passes it on, and waits for what it has started.
    [Theory]
    [InlineData("sh", "trap 'kill $pid; wait; echo waited; exit 5' TERM; sh -c 'trap \"sleep 0.3; echo child done; exit 0\" TERM; echo up; while :; do sleep 0.01; done' & pid=$!; wait $pid")]
    [InlineData("bash", "trap 'kill $pid; wait; echo waited; exit 5' TERM; bash -c 'trap \"sleep 0.3; echo child done; exit 0\" TERM; echo up; while :; do sleep 0.01; done' & pid=$!; wait $pid")]
    [InlineData("bash", "on_term() { set +e; [[ $pid ]] && kill -TERM $pid; wait; echo waited; exit 5; }; trap on_term TERM USR2; (set +e; trap 'sleep 0.3; echo child done; exit 0' TERM; echo up; while :; do sleep 0.01; done) & pid=$!; wait $pid")]
    public async Task A_shell_that_waits_for_its_child_in_its_trap_has_the_grace_for_it(string shell, string script)
    {
        var attempt = Attempt(shell, "-c", script);

        var exited = await StopAsync(attempt, "up");

        Assert.Equal(new(5, null), exited);
        Assert.Equal(["up", "child done", "waited"], LinesOf(attempt));
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

    [Theory]
    [InlineData("setsid sleep 600 & echo $! >pid; sleep 0.05")]
    [InlineData("setsid sh -c 'echo $$ >pid; exec sleep 600 >/dev/null 2>&1' & until [ -s pid ]; do sleep 0.01; done")]
    [InlineData("(setsid sh -c 'sleep 600 >/dev/null 2>&1 & echo $! >pid') & until [ -s pid ]; do sleep 0.01; done")]
    [InlineData("set -m; sleep 600 >/dev/null 2>&1 & echo $! >pid")]
    [InlineData("setsid sh -c 'unset HOME TMPDIR; echo $$ >pid; exec sh -c \"trap : TERM; while :; do sleep 1; done\" >/dev/null 2>&1' & until [ -s pid ]; do sleep 0.01; done")]
    public async Task Whatever_a_job_leaves_running_ends_with_it_wherever_it_went(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid"), "no setsid here");
        var attempt = Shell($"{script}; cat pid; exit 7");
        const string JobId = "876da822-4198-45f2-a252-6cea32512ea8";

        var exited = await RunToExitAsync(attempt with { JobId = JobId, Environment = new Dictionary<string, string> { ["AWS_BATCH_JOB_ID"] = JobId } });

        Assert.Equal(7, exited.ExitCode);
        Assert.True(Processes.IsGone(int.Parse(LinesOf(attempt)[^1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Disposing_ends_every_attempt_and_reports_each_end()
    {
        var hearing = Enumerable.Range(0, 5).Select(_ => Shell("trap 'exit 5' TERM; echo up; while :; do sleep 0.01; done")).ToArray();
        var deaf = Enumerable.Range(0, 5).Select(_ => Shell("echo up; exec sleep 600")).ToArray();
        var runs = hearing.Concat(deaf).Select(attempt => RunToExitAsync(attempt)).ToArray();
        await Task.WhenAll(hearing.Concat(deaf).Select(attempt => PrintedAsync(attempt, "up")));

        await Executor.DisposeAsync();

        // Nobody waits for the grace of a job that cannot hear that it is stopped.
        Assert.Equal(
            Enumerable.Repeat<int?>(5, 5).Concat(Enumerable.Repeat<int?>(OperatingSystem.IsMacOS() ? 143 : 137, 5)),
            (await Task.WhenAll(runs)).Select(exited => exited.ExitCode));
        var late = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(Shell("true"))));
        Assert.Equal("CannotCreateContainerError: the executor is shutting down", late.Reason);
    }

    [Fact]
    public async Task An_executor_in_a_hurry_waits_for_no_job_longer_than_for_its_own_end()
    {
        var attempt = Shell("trap 'echo no' TERM; echo up; while :; do sleep 0.01; done");
        using var stop = new CancellationTokenSource();
        var run = RunToExitAsync(attempt, stop);
        await PrintedAsync(attempt, "up");

        Executor.Hurry();
        await stop.CancelAsync();
        await PrintedAsync(attempt, "no");
        await RunToExitAsync(Shell("true"));
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(137, (await run).ExitCode);
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
