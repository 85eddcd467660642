using System.Diagnostics;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Tests.Execution;

public sealed class WatchdogTests : IDisposable
{
    private const string TaskId = "0123456789abcdef0123456789abcdef";

    private readonly string _root = Directory.CreateTempSubdirectory("watchdog-").FullName;

    /// <summary>The shells that systems have as <c>/bin/sh</c>, as far as they are here.</summary>
    private static string[][] Shells { get; } = [.. new string[][] { ["/bin/sh"], ["/usr/bin/dash"], ["/bin/bash"], ["/bin/bash", "--posix"], ["/usr/bin/busybox", "sh"] }.Where(shell => File.Exists(shell[0]))];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_whole_group_is_killed_whatever_shell_watches()
    {
        Assert.NotEmpty(Shells);
        using var spawner = new Spawner();
        using var processes = ProcessTable.OfThisSystem();
        foreach (var shell in Shells)
        {
            using var table = new LiveTable(_root);
            var script = $"sleep 600 & echo $! >{_root}/child; exec sleep 600";
            Assert.Equal(0, spawner.Start(new("/bin/sh", ["sh", "-c", script], ["PATH=/usr/bin:/bin"], "/"), -1, -1, -1, out var leader));
            table.Set(table.Reserve(TaskId, ""), leader, processes.StartTime(leader), TaskId, "");
            var child = await Processes.PidInAsync(Path.Combine(_root, "child"));

            new Watchdog(spawner, table.Path, _root, shell).Dispose();

            await Processes.GoneAsync(leader);
            await Processes.GoneAsync(child);
            File.Delete(Path.Combine(_root, "child"));
            File.Delete(table.Path);
        }
    }

    [Fact]
    public async Task A_line_that_no_attempt_can_have_written_kills_nobody()
    {
        Assert.NotEmpty(Shells);
        var table = Path.Combine(_root, "live");
        await File.WriteAllLinesAsync(
            table,
            [
                "1 0 x", $"1 0 {TaskId}", $"0 0 {TaskId}", $"-1 0 {TaskId}", $"01 0 {TaskId}", $"1x 0 {TaskId}", $"{Environment.ProcessId} 1 {TaskId}",
                $"? ? ../../{TaskId}", "? ? ", $"* * {TaskId[1..]}", "$(reboot) 0 x", "- - - -",
            ],
            TestContext.Current.CancellationToken);

        foreach (var shell in Shells)
        {
            // Says whom it would kill, and does not.
            Assert.Equal("", await RunAsync(shell, "exec 2>/dev/null\nkill() { echo \"killed $*\"; }\n" + Watchdog.Script, table));
        }

        using var entries = new LiveTable(_root);
        Assert.All(entries.Read(), entry => Assert.Equal((Environment.ProcessId, TaskId), (entry.Pid, entry.Folder)));
    }

    [Fact]
    public async Task Only_its_user_may_write_the_table()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no such modes");
        await using var executor = new ProcessExecutor(new() { WorkRoot = _root, Logs = new RecordedLogs(), Time = TimeProvider.System });

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_root, LiveTable.FileName)));
    }

    private async Task<string> RunAsync(string[] shell, string script, string table)
    {
        var start = new ProcessStartInfo(shell[0], [.. shell[1..], "-c", script, "localbatch-watchdog", table, _root]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{shell[0]} did not start");
        process.StandardInput.Close();

        return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
