using System.Diagnostics;
using System.Text;
using LocalBatch.Engine;
using LocalBatch.Tests.Support;
using Microsoft.Data.Sqlite;

namespace LocalBatch.Tests.Engine;

/// <summary>A disk that refuses the journal for a while costs nothing; one that refuses it for good is said.</summary>
public sealed class FullDiskTests
{
    private const int Full = 13;
    private const int Corrupt = 11;

    private volatile int _trouble;

    [Theory]
    [InlineData(Full)]
    [InlineData(5)]
    [InlineData(10)]
    public async Task What_ended_while_the_disk_was_full_is_recorded_when_it_no_longer_is(int error)
    {
        await using var local = await LocalEngine.ReadyAsync(Failing);
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => local.SubmitAsync()));
        var runs = new List<FakeRun>();
        for (var i = 0; i < ids.Length; i++)
        {
            runs.Add(await local.Executor.NextAsync());
            runs[i].Start();
            await local.UntilAsync(runs[i].Attempt.JobId, "RUNNING");
        }

        _trouble = error;
        Assert.Equal((500, "ServerException"), await SubmitAsync(local));
        for (var i = 0; i < runs.Count; i++)
        {
            runs[i].Exit(i);
            local.Clock.Advance(TimeSpan.FromSeconds(15));
            Assert.Equal((500, "ServerException"), await SubmitAsync(local));
        }

        _trouble = 0;

        for (var i = 0; i < runs.Count; i++)
        {
            var job = await local.UntilAsync(runs[i].Attempt.JobId, i == 0 ? "SUCCEEDED" : "FAILED");
            Assert.Equal(i, job.GetProperty("container").Number("exitCode"));
        }

        // The first of the refused calls was taken before its write failed, the others never.
        Assert.NotNull(await local.Executor.NextAsync());
        await local.QuietAsync();
        Assert.False(local.Executor.HasStarted);
    }

    [Fact]
    public async Task The_journal_is_tried_again_although_nobody_asks()
    {
        await using var local = await LocalEngine.ReadyAsync(Failing);
        var id = await local.SubmitAsync();
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync(id, "RUNNING");
        _trouble = Full;
        await SubmitAsync(local);

        run.Exit(0);
        _trouble = 0;
        local.Clock.Advance(TimeSpan.FromSeconds(1));

        // The job of the refused call starts: its turn is on disk.
        Assert.NotEqual(id, (await local.Executor.NextAsync()).Attempt.JobId);
        await local.UntilAsync(id, "SUCCEEDED");
    }

    [Fact]
    public async Task A_disk_that_stays_full_ends_the_engine_and_a_restart_has_all_that_was_acknowledged()
    {
        var local = await LocalEngine.ReadyAsync(Failing);
        var id = await local.SubmitAsync();
        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(id, "RUNNING");

        _trouble = Full;
        await SubmitAsync(local);
        Assert.False(local.Engine.GaveUp.IsCompleted);
        local.Clock.Advance(TimeSpan.FromMinutes(15));
        var cause = await local.Engine.GaveUp;

        Assert.Equal(Full, Assert.IsType<SqliteException>(cause).SqliteErrorCode);
        var answer = await local.SendAsync("DescribeJobs", $$"""{"jobs": ["{{id}}"]}""");
        Assert.Contains("Restart it; what was acknowledged is safe.", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
        _trouble = 0;
        await local.RestartAsync();
        Assert.Equal("Host EC2", (await local.UntilAsync(id, "FAILED")).Text("statusReason")[..8]);
        await local.DisposeAsync();
    }

    [Fact]
    public async Task A_damaged_journal_is_not_tried_again()
    {
        await using var local = await LocalEngine.ReadyAsync(Failing);

        _trouble = Corrupt;
        await SubmitAsync(local);

        Assert.Equal(Corrupt, Assert.IsType<SqliteException>(await local.Engine.GaveUp).SqliteErrorCode);
    }

    [Fact]
    public async Task A_disk_that_is_really_full_for_a_while_loses_no_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root may mount");
        var folder = Directory.CreateTempSubdirectory("full-").FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", folder);
        try
        {
            await using var local = await LocalEngine.ReadyAsync(options => options with { JournalPath = Path.Combine(folder, "batch.db") });
            var id = await local.SubmitAsync();
            var run = await local.Executor.NextAsync();
            run.Start();
            await local.UntilAsync(id, "RUNNING");

            Fill(Path.Combine(folder, "filler"));
            var refused = 0;
            // The write-ahead log has some room left in its file.
            while (await SubmitAsync(local) is (200, _) && ++refused < 100_000)
            {
                await Task.Yield();
            }

            run.Exit(0);
            Assert.Equal((500, "ServerException"), await SubmitAsync(local));
            File.Delete(Path.Combine(folder, "filler"));

            await local.UntilAsync(id, "SUCCEEDED");
            await local.RestartAsync(options => options with { JournalPath = Path.Combine(folder, "batch.db") });
            Assert.Equal("SUCCEEDED", await local.StatusAsync(id));
        }
        finally
        {
            Run("umount", "-l", folder);
            Directory.Delete(folder);
        }
    }

    private BatchEngineOptions Failing(BatchEngineOptions options) => options with
    {
        Committing = () =>
        {
            if (_trouble is > 0 and var error)
            {
                throw new SqliteException("the test's disk", error);
            }
        },
    };

    private static async Task<(int, string?)> SubmitAsync(LocalEngine local)
    {
        var answer = await local.SendAsync("SubmitJob", """{"jobName": "refused", "jobQueue": "q", "jobDefinition": "job"}""");

        return (answer.StatusCode, answer.ErrorType);
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                stream.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // That is what was wanted.
            return;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
