using System.Diagnostics;
using LocalBatch.Execution;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Tests.Execution;

public sealed class ProcessExecutorTests : ProcessExecutorTestBase
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("kill -SEGV $$", 139)]
    public async Task The_exit_code_is_the_one_a_container_reports(string script, int exitCode)
    {
        var exited = await RunToExitAsync(Shell(script));

        Assert.Equal(new(exitCode, null), exited);
    }

    [Fact]
    public async Task Output_and_errors_arrive_in_the_order_they_were_printed()
    {
        var attempt = Shell("for i in 1 2 3; do echo out $i; echo err $i >&2; done");

        await RunToExitAsync(attempt);

        Assert.Equal(["out 1", "err 1", "out 2", "err 2", "out 3", "err 3"], LinesOf(attempt));
        Assert.True(Logs.IsClosed(attempt.LogStreamName));
    }

    [Fact]
    public async Task The_last_line_counts_without_its_end_and_empty_lines_do_not()
    {
        var attempt = Shell("printf 'one\\n\\ntwo'");

        await RunToExitAsync(attempt);

        Assert.Equal(["one", "two"], LinesOf(attempt));
    }

    [Fact]
    public async Task A_line_can_be_read_while_the_job_still_runs()
    {
        var attempt = Shell("echo ready; read -r never </dev/zero; sleep 600") with { HasInit = true };
        using var stop = new CancellationTokenSource();

        var run = RunToExitAsync(attempt, stop);
        await PrintedAsync(attempt, "ready");
        await stop.CancelAsync();

        Assert.Equal(143, (await run).ExitCode);
    }

    [Fact]
    public async Task The_environment_is_the_jobs_own_and_a_few_defaults_and_nothing_of_ours()
    {
        var attempt = Attempt("env") with { Environment = new Dictionary<string, string> { ["GREETING"] = "hello = world", ["HOME"] = "/nowhere" } };
        var folder = FolderOf(attempt);

        await RunToExitAsync(attempt);

        string[] expected =
        [
            "GREETING=hello = world",
            "HOME=/nowhere",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" + (OperatingSystem.IsMacOS() ? ":/opt/homebrew/bin" : ""),
            $"PWD={folder}",
            $"TMPDIR={folder}",
        ];
        Assert.Equal(expected, LinesOf(attempt).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_attempt_runs_in_a_folder_of_its_own_that_goes_after_success()
    {
        var attempt = Shell("pwd -P; touch left-behind; mkdir -p a/b; ls");

        await RunToExitAsync(attempt);

        Assert.EndsWith(attempt.TaskId, LinesOf(attempt)[0], StringComparison.Ordinal);
        Assert.Equal(["a", "left-behind"], LinesOf(attempt)[1..]);
        Assert.False(Directory.Exists(FolderOf(attempt)));
    }

    [Fact]
    public async Task The_folder_of_a_failed_attempt_stays_with_its_files()
    {
        var attempt = Shell("echo why >reason.txt; exit 1");

        await RunToExitAsync(attempt);

        Assert.Equal("why\n", await File.ReadAllTextAsync(Path.Combine(FolderOf(attempt), "reason.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Standard_input_is_empty_and_no_other_descriptor_is_open()
    {
        var attempt = Shell("cat; exec ls /dev/fd/");

        await RunToExitAsync(attempt);

        // The fourth is the folder that ls lists.
        Assert.Equal(["0", "1", "2", "3"], LinesOf(attempt));
    }

    [Fact]
    public async Task No_signal_is_ignored_or_blocked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc shows it");
        var attempt = Attempt("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status");

        await RunToExitAsync(attempt);

        // The two signals that glibc keeps to itself, 32 and 33, are ignored in whatever it spawns.
        var (blocked, ignored) = (LinesOf(attempt)[0].Split('\t'), LinesOf(attempt)[1].Split('\t'));
        Assert.Equal("0000000000000000", blocked[1]);
        Assert.Equal(0, Convert.ToInt64(ignored[1], 16) & 0x7FFF_FFFF);
    }

    [Fact]
    public async Task A_very_long_line_is_cut_at_the_size_of_an_event()
    {
        var attempt = Shell("head -c 600000 /dev/zero | tr '\\0' x; echo; echo end");

        await RunToExitAsync(attempt);

        Assert.Equal([262_118, 262_118, 75_764, 3], Logs.Lengths(attempt.LogStreamName));
    }

    [Fact]
    public async Task Five_hundred_attempts_at_once_all_end_with_their_own_output()
    {
        var attempts = Enumerable.Range(0, 500).Select(i => Shell($"echo line {i}; exit {i % 200}")).ToArray();

        var ends = await Task.WhenAll(attempts.Select(attempt => RunToExitAsync(attempt)));

        Assert.Equal(Enumerable.Range(0, 500).Select(i => (int?)(i % 200)), ends.Select(end => end.ExitCode));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"line {i}"), attempts.Select(attempt => Assert.Single(LinesOf(attempt))));
        Assert.Equal(0, Executor.RunningCount);
    }

    [Fact]
    public async Task Programs_started_elsewhere_in_this_program_keep_their_exit_codes()
    {
        using var other = Process.Start("sh", ["-c", "exit 42"]);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RunToExitAsync(Shell("exit 0"))));
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(42, other.ExitCode);
    }

    [Fact]
    public async Task A_caller_that_stops_listening_leaves_no_program_behind()
    {
        var attempt = Shell("echo $$; sleep 600");

        await foreach (var happening in Executor.RunAsync(attempt, TestContext.Current.CancellationToken))
        {
            Assert.IsType<AttemptEvent.Started>(happening);
            await PrintedAsync(attempt, "");
            break;
        }

        Assert.Equal(0, Executor.RunningCount);
        Assert.True(Processes.IsGone(int.Parse(LinesOf(attempt)[0], null)));
    }

    [Fact]
    public async Task A_log_that_cannot_be_kept_makes_no_other_end_of_a_job()
    {
        var root = Directory.CreateTempSubdirectory("localbatch-").FullName;
        await using (var executor = new ProcessExecutor(new() { WorkRoot = root, Logs = new FullLogs(), Time = TimeProvider.System }))
        {
            var events = new List<AttemptEvent>();
            await foreach (var happened in executor.RunAsync(Shell("echo lost; exit 3"), CancellationToken.None))
            {
                events.Add(happened);
            }

            Assert.Equal([new AttemptEvent.Started(), new AttemptEvent.Exited(3, null)], events);
        }

        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task The_files_of_a_failed_attempt_go_when_its_job_is_forgotten()
    {
        var (failed, other) = (Shell("echo kept >file; exit 3"), Shell("echo kept >file; exit 4"));
        await RunToExitAsync(failed);
        await RunToExitAsync(other);
        Assert.True(File.Exists(Path.Combine(FolderOf(failed), "file")));

        Executor.Forget([failed.TaskId, "0123456789abcdef0123456789abcdef"]);
        Executor.Forget([failed.TaskId]);

        Assert.False(Directory.Exists(FolderOf(failed)));
        Assert.True(Directory.Exists(FolderOf(other)));
    }

    private sealed class FullLogs : IJobLogs, IJobLogStream
    {
        public IJobLogStream Open(string group, string stream) => this;

        public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line)
        {
        }

        public ValueTask DisposeAsync() => throw new IOException("The log file could not be written.");
    }
}
