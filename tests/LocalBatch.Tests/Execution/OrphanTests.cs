using System.Diagnostics;
using System.Globalization;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Tests.Execution;

public sealed class OrphanTests : IDisposable
{
    private const int Jobs = 4;
    private const string TaskId = "0123456789abcdef0123456789abcdef";
    private const string JobId = "876da822-4198-45f2-a252-6cea32512ea8:3";

    /// <summary>Prints three pids: the leader's, that of a child in its group, that of a child that ignores every polite signal.</summary>
    private const string Script = "echo $$; sleep 600 & echo $!; sh -c 'trap \"\" TERM HUP INT; echo $$; exec sleep 600' & wait";

    private readonly string _root = Directory.CreateTempSubdirectory("orphans-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Nothing_keeps_running_when_the_program_that_runs_the_jobs_is_killed()
    {
        using var host = new CrashHostProcess("executor", _root, Script, $"{Jobs}");
        var pids = await PidsAsync(host, 3);

        await host.KillAsync();

        await Task.WhenAll(pids.Select(Processes.GoneAsync));
    }

    [Fact]
    public async Task What_left_its_group_ends_too_when_the_program_is_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid"), "no setsid here");
        using var host = new CrashHostProcess("executor", _root, "setsid sh -c 'echo $$; exec sleep 600' & wait; sleep 600", $"{Jobs}");
        var pids = await PidsAsync(host, 1);

        await host.KillAsync();

        await Task.WhenAll(pids.Select(Processes.GoneAsync));
    }

    [Fact]
    public async Task Where_the_watchdog_was_killed_too_the_next_start_ends_what_is_left()
    {
        using var host = new CrashHostProcess("executor", _root, Script, $"{Jobs}");
        var pids = await PidsAsync(host, 3);
        Processes.Kill(Processes.WatchdogOf(host.Pid));
        await host.KillAsync();
        Assert.All(pids, pid => Assert.False(Processes.IsGone(pid)));

        await using var next = new ProcessExecutor(new() { WorkRoot = _root, Logs = new RecordedLogs(), Time = TimeProvider.System });

        await Task.WhenAll(pids.Select(Processes.GoneAsync));
    }

    [Fact]
    public void A_pid_that_is_another_process_by_now_is_left_alone()
    {
        using var stranger = Process.Start(new ProcessStartInfo("sh", ["-c", "exec sleep 600"]) { RedirectStandardInput = true })
            ?? throw new InvalidOperationException("sh did not start");
        var processes = ProcessTable.OfThisSystem();

        Leftovers.Kill([new(stranger.Id, processes.StartTime(stranger.Id) + 1, TaskId, "")], _root, processes);

        Assert.False(Processes.IsGone(stranger.Id));
        stranger.Kill();
    }

    [Theory]
    [InlineData("HOME", "", true)]
    [InlineData("TMPDIR", "", true)]
    [InlineData("AWS_BATCH_JOB_ID", JobId, true)]
    [InlineData("AWS_BATCH_JOB_ID", JobId + "1", false)]
    [InlineData("PWD", "", false)]
    public async Task What_carries_an_attempts_mark_is_ended_but_not_who_merely_looks_around_in_its_folder(string variable, string value, bool isEnded)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc shows it");
        var start = new ProcessStartInfo("sh", ["-c", "echo up; exec sleep 600"]) { RedirectStandardOutput = true };
        start.Environment.Remove("TMPDIR");
        start.Environment[variable] = value.Length > 0 ? value : Path.Combine(_root, TaskId);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("sh did not start");
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        Leftovers.Kill([new(0, 0, TaskId, JobId)], _root, ProcessTable.OfThisSystem());

        if (isEnded)
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(isEnded, process.HasExited);
        process.Kill();
    }

    [Fact]
    public async Task The_table_of_live_attempts_is_empty_once_they_are_over()
    {
        var executor = new ProcessExecutor(new() { WorkRoot = _root, Logs = new RecordedLogs(), Time = TimeProvider.System });
        await executor.DisposeAsync();

        using var table = new LiveTable(_root);
        var slot = table.Reserve(TaskId, JobId);
        Assert.Equal([new LiveTable.Entry(0, 0, TaskId, JobId)], table.Read());
        table.Set(slot, 12, 34, TaskId, JobId);
        Assert.Equal([new LiveTable.Entry(12, 34, TaskId, JobId)], table.Read());
        table.Release(slot);
        Assert.Empty(table.Read());
        Assert.Equal(slot, table.Reserve(TaskId, JobId));
    }

    [Fact]
    public async Task Two_executors_do_not_share_a_folder()
    {
        await using var first = new ProcessExecutor(new() { WorkRoot = _root, Logs = new RecordedLogs(), Time = TimeProvider.System });

        var refusal = Assert.Throws<IOException>(() => new ProcessExecutor(new() { WorkRoot = _root, Logs = new RecordedLogs(), Time = TimeProvider.System }));

        Assert.StartsWith($"The folder {_root} is in use by another executor, or not writable", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<int[]> PidsAsync(CrashHostProcess host, int ofEachJob) =>
        [.. (await host.ReadAsync(Jobs * ofEachJob, line => int.TryParse(line, CultureInfo.InvariantCulture, out _))).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
}
