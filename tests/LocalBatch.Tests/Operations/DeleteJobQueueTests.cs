using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>A queue goes with its jobs, however many there are and whatever they do at that moment.</summary>
public sealed class DeleteJobQueueTests
{
    [Fact]
    public async Task A_long_queue_is_emptied_over_several_turns()
    {
        var longest = 0;
        await using var local = await LocalEngine.ReadyAsync(
            options => options with
            {
                TurnEnded = state =>
                {
                    options.TurnEnded?.Invoke(state);
                    longest = Math.Max(longest, state.Jobs.Changes.Jobs.Count);
                },
            },
            maxVcpus: 1);
        var jobs = await Task.WhenAll(Enumerable.Range(0, 2_500).Select(_ => local.SubmitAsync()));
        (await local.Executor.NextAsync()).ExitOnStop = 143;
        await DisableAsync(local);
        longest = 0;

        await local.CallAsync("DeleteJobQueue", """{"jobQueue": "q"}""");
        await UntilGoneAsync(local);

        Assert.InRange(longest, 900, 1_001);
        Assert.Equal("JobQueue deleted", (await local.UntilAsync(jobs[0], "FAILED")).Text("statusReason"));
        Assert.Equal("JobQueue deleted", (await local.UntilAsync(jobs[^1], "FAILED")).Text("statusReason"));
    }

    [Fact]
    public async Task A_job_that_loses_its_host_while_its_queue_is_deleted_is_not_retried()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var id = await local.SubmitAsync("\"retryStrategy\": {\"attempts\": 3}");
        var run = await local.Executor.NextAsync();
        run.ExitOnStop = null;
        run.Start();
        await local.UntilAsync(id, "RUNNING");
        await DisableAsync(local);
        Assert.NotNull(await local.Engine.ReclaimHostAsync(id, HostLoss.Terminated, CancellationToken.None));

        await local.CallAsync("DeleteJobQueue", """{"jobQueue": "q"}""");
        await local.SettleLifecycleAsync();
        run.Exit(null);
        var job = await local.UntilAsync(id, "FAILED");
        await UntilGoneAsync(local);

        Assert.Equal(1, job.GetProperty("attempts").GetArrayLength());
    }

    [Fact]
    public async Task A_deletion_that_a_restart_interrupts_goes_on_after_it()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        var running = await local.SubmitAsync();
        var run = await local.Executor.NextAsync();
        run.ExitOnStop = 143;
        run.Start();
        await local.UntilAsync(running, "RUNNING");
        var waiting = await local.SubmitAsync();
        await DisableAsync(local);
        await local.CallAsync("DeleteJobQueue", """{"jobQueue": "q"}""");

        await local.RestartAsync();
        await UntilGoneAsync(local);

        await local.UntilAsync(running, "FAILED");
        Assert.Equal("JobQueue deleted", (await local.UntilAsync(waiting, "FAILED")).Text("statusReason"));
    }

    private static async Task DisableAsync(LocalEngine local)
    {
        await local.CallAsync("UpdateJobQueue", """{"jobQueue": "q", "state": "DISABLED"}""");
        await local.SettleLifecycleAsync();
    }

    private static async Task UntilGoneAsync(LocalEngine local)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            await local.SettleLifecycleAsync();
            if ((await local.CallAsync("DescribeJobQueues", "{}")).GetProperty("jobQueues").GetArrayLength() == 0)
            {
                return;
            }
        }

        Assert.Fail($"The queue is still there: {await local.CallAsync("DescribeJobQueues", "{}")}");
    }
}
