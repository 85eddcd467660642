using LocalBatch.Execution;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Confinement;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Tests.Execution;

/// <summary>Jobs that may not be trusted: with <c>--isolate</c>, as another user, under limits.</summary>
public sealed class IsolationTests : ProcessExecutorTestBase
{
    private readonly string _host = Directory.CreateTempSubdirectory("host-").FullName;
    private readonly FakeTimeProvider _clock = new();

    private protected override TimeProvider Time => _clock;

    private protected override ProcessExecutorOptions Options(ProcessExecutorOptions options) => options with { Isolate = true, Limits = [new("nproc", 500, 500), new("nofile", 64, 64)] };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_host, recursive: true);
    }

    [Fact]
    public async Task An_isolated_job_sees_the_system_its_folder_and_its_mounts_and_nothing_else()
    {
        await File.WriteAllTextAsync(Path.Combine(_host, "secret"), "x", TestContext.Current.CancellationToken);
        var attempt = Shell($"""
            cat {_host}/secret {Root}/live /root/.bashrc 2>/dev/null && echo read
            for place in /usr /etc / /bin; do touch $place/x 2>/dev/null && echo wrote $place; done
            touch here /tmp/x /mine/x && echo own
            [ $(ls /proc | grep -c '^[0-9]*$') -lt 10 ] && echo few processes
            ls {Root}
            """);

        await RunToExitAsync(attempt with { Surroundings = new() { Mounts = [new("/mine", new VolumeSource.OfAttempt("v"), false)] } });

        Assert.Equal(["own", "few processes", attempt.TaskId], LinesOf(attempt));
    }

    [Theory]
    [InlineData("kill -9 -1")]
    [InlineData("setsid sh -c 'unset HOME TMPDIR; exec env -i sleep 600 >/dev/null 2>&1 &'")]
    public async Task An_isolated_job_reaches_nobody_and_leaves_nothing(string script)
    {
        using var stranger = System.Diagnostics.Process.Start("sleep", "600");
        var attempt = Shell($"{script}; exit 7");

        var exited = await RunToExitAsync(attempt);

        Assert.Equal(7, exited.ExitCode);
        Assert.False(Processes.IsGone(stranger.Id));
        stranger.Kill();
    }

    [Fact]
    public async Task An_isolated_job_never_works_in_the_folder_of_another()
    {
        var first = Attempt("true");
        var second = Shell("pwd");

        await RunToExitAsync(first);
        await RunToExitAsync(second);

        Assert.Equal([FolderOf(second)], LinesOf(second));
        Assert.False(Directory.Exists(FolderOf(first)));
    }

    [Fact]
    public async Task Its_first_process_ends_by_the_grace_and_with_an_init_at_once()
    {
        var deaf = Shell("echo up; exec sleep 600");
        using var stop = new CancellationTokenSource();
        var run = RunToExitAsync(deaf, stop);
        await PrintedAsync(deaf, "up");
        await stop.CancelAsync();
        await RunToExitAsync(Shell("true"));
        Assert.Equal(1, Executor.RunningCount);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(137, (await run).ExitCode);

        var hearing = Shell("echo up; exec sleep 600");
        using var second = new CancellationTokenSource();
        var other = RunToExitAsync(hearing with { HasInit = true }, second);
        await PrintedAsync(hearing, "up");
        await second.CancelAsync();

        Assert.Equal(143, (await other).ExitCode);
    }

    [Fact]
    public async Task The_executors_limits_hold_and_a_definition_may_only_go_below_them()
    {
        var attempt = Shell("ulimit -n; ulimit -Hn");
        var lower = Shell("ulimit -n; ulimit -Hn");

        await RunToExitAsync(attempt with { Surroundings = new() { Ulimits = [new("nofile", 32, 1_000_000)] } });
        await RunToExitAsync(lower with { Surroundings = new() { Ulimits = [new("nofile", 16, 32)] } });

        Assert.Equal(["32", "64"], LinesOf(attempt));
        Assert.Equal(["16", "32"], LinesOf(lower));
    }

    [Fact]
    public async Task As_another_user_a_job_reads_neither_the_table_nor_the_folder_of_a_third()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root may choose");
        var root = Directory.CreateTempSubdirectory("localbatch-").FullName;
        File.SetUnixFileMode(root, (UnixFileMode)0b111_001_001);
        await using (var executor = new ProcessExecutor(new() { WorkRoot = root, Logs = Logs, Time = TimeProvider.System, User = JobUser.Find("nobody") }))
        {
            var attempt = Shell($"id -un; (echo 1 0 x >>{root}/live) 2>/dev/null || echo table refused; kill -0 {Environment.ProcessId} 2>/dev/null || echo kill refused; touch ours && cat /proc/self/status | grep NoNewPrivs");
            await foreach (var happened in executor.RunAsync(attempt, CancellationToken.None))
            {
                Assert.IsNotType<AttemptEvent.FailedToStart>(happened);
            }

            Assert.Equal(
                ["nobody", "table refused", "kill refused", "NoNewPrivs:\t1"],
                LinesOf(attempt));
        }

        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData("nobody", 65534u, 65534u)]
    [InlineData("1000:1001", 1000u, 1001u)]
    [InlineData("77", 77u, null)]
    [InlineData("0:0", 0u, 0u)]
    public void A_user_is_found_by_name_or_number(string text, uint uid, uint? gid)
    {
        var found = JobUser.Find(text);

        Assert.Equal(uid, found?.Uid);
        Assert.Equal(gid ?? uid, found?.Gid);
    }

    [Theory]
    [InlineData("no-such-user")]
    [InlineData("nobody:no-such-group")]
    [InlineData("a:b:c")]
    [InlineData("")]
    public void What_names_no_user_is_none(string text) => Assert.Null(JobUser.Find(text));
}
