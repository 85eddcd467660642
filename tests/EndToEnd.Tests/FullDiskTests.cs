using System.Diagnostics;
using System.Net;
using Amazon.Batch;

namespace EndToEnd.Tests;

/// <summary>The whole stack on a disk that is full for a while. The disk is a small one in memory, which only root may mount.</summary>
public sealed class FullDiskTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private const int Jobs = 12;

    [Fact]
    public async Task A_disk_filled_and_freed_under_load_loses_no_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root may mount");
        var cancellation = TestContext.Current.CancellationToken;
        var (disk, outside) = (folders.New("disk"), Directory.CreateDirectory(folders.New("outside")).FullName);
        var (go, ended) = (Path.Combine(outside, "go"), Path.Combine(outside, "ended"));
        Directory.CreateDirectory(disk);
        Run("mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "none", disk);
        try
        {
            await using var stack = await LocalCloudProcess.Start(Path.Combine(disk, "state"), path: null, "--no-template", "--max-vcpus", "64").ReadyAsync();
            using var batch = StackFixture.Batch(stack);
            await BatchSetup.QueueAsync(batch, stack);
            List<string> ids = [];
            for (var i = 0; i < Jobs; i++)
            {
                ids.Add(await BatchSetup.SubmitAsync(batch, ["sh", "-c", $"until [ -e {go} ]; do sleep 0.05; done; echo end {i}; echo {i} >>{ended}; exit {i % 3}"]));
            }

            foreach (var id in ids)
            {
                await BatchSetup.StatusAsync(batch, stack, id, "RUNNING");
            }

            var definition = (await batch.DescribeJobsAsync(new Amazon.Batch.Model.DescribeJobsRequest { Jobs = [ids[0]] }, cancellation)).Jobs[0].JobDefinition;
            var filler = Path.Combine(disk, "filler");
            Fill(filler);
            await Wait.UntilAsync(() => SubmitAsync(batch, definition), status => status == HttpStatusCode.InternalServerError, "a refused submission", () => stack.Output);
            await File.WriteAllTextAsync(go, "", cancellation);
            await Wait.UntilAsync(
                () => Task.FromResult(File.Exists(ended) ? File.ReadAllLines(ended).Length : 0), lines => lines == Jobs, "the end of every job", () => stack.Output);
            Assert.Equal(HttpStatusCode.InternalServerError, await SubmitAsync(batch, definition));
            File.Delete(filler);
            // Callers are answered again once the journal is.
            await Wait.UntilAsync(() => SubmitAsync(batch, definition), status => status == HttpStatusCode.OK, "an accepted submission", () => stack.Output);

            for (var i = 0; i < Jobs; i++)
            {
                var job = await BatchSetup.StatusAsync(batch, stack, ids[i], i % 3 == 0 ? "SUCCEEDED" : "FAILED");
                Assert.Equal(i % 3, job.Container.ExitCode);
                Assert.Single(job.Attempts);
            }

            Assert.Contains("The journal is written again", stack.Output, StringComparison.Ordinal);
            Assert.Equal(0, await stack.StopAsync());
        }
        finally
        {
            Run("umount", "-l", disk);
        }
    }

    [Fact]
    public async Task A_disk_that_stays_full_for_longer_than_its_patience_ends_the_stack_with_4_and_what_was_acknowledged_is_there_at_the_next_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root may mount");
        var disk = folders.New("full");
        Directory.CreateDirectory(disk);
        Run("mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "none", disk);
        try
        {
            var state = Path.Combine(disk, "state");
            string id;
            await using (var stack = await LocalCloudProcess.Start(state, path: null, "--no-template", "--disk-patience", "0").ReadyAsync())
            {
                using var batch = StackFixture.Batch(stack);
                await BatchSetup.QueueAsync(batch, stack);
                id = await BatchSetup.SubmitAsync(batch, ["true"]);
                var definition = (await BatchSetup.StatusAsync(batch, stack, id, "SUCCEEDED")).JobDefinition;
                Fill(Path.Combine(disk, "filler"));

                Assert.NotEqual(HttpStatusCode.OK, await RefusedAsync(batch, definition));

                Assert.True(await stack.ExitAsync() == 4, stack.Output);
                Assert.Matches("(?m)^.*AWS Batch has stopped here: .* What was acknowledged is in .*/state; start again when that is mended\\.$", stack.Output);
            }

            File.Delete(Path.Combine(disk, "filler"));
            await using var again = await LocalCloudProcess.Start(state, path: null, "--no-template").ReadyAsync();
            using var client = StackFixture.Batch(again);
            await BatchSetup.StatusAsync(client, again, id, "SUCCEEDED");
            Assert.Equal(0, await again.StopAsync());
        }
        finally
        {
            Run("umount", "-l", disk);
        }
    }

    /// <summary>What a submission comes to that a full disk cannot keep: an error, or a connection that ends with the stack.</summary>
    private static async Task<HttpStatusCode> RefusedAsync(AmazonBatchClient batch, string definition)
    {
        try
        {
            // A journal writes into pages that it has: the disk is not needed at once.
            while (await SubmitAsync(batch, definition) is HttpStatusCode.OK)
            {
            }

            return HttpStatusCode.InternalServerError;
        }
        catch (HttpRequestException)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
    }

    private static async Task<HttpStatusCode> SubmitAsync(AmazonBatchClient batch, string definition)
    {
        try
        {
            return (await batch.SubmitJobAsync(new() { JobName = "more", JobQueue = "q", JobDefinition = definition }, TestContext.Current.CancellationToken)).HttpStatusCode;
        }
        catch (AmazonBatchException refused)
        {
            return refused.StatusCode;
        }
    }

    private static void Fill(string file)
    {
        using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
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
