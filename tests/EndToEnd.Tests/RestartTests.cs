using Amazon.Batch;
using Amazon.Batch.Model;

namespace EndToEnd.Tests;

/// <summary><c>kill -9</c> and start again.</summary>
public sealed class RestartTests(StateFolders folders) : IClassFixture<StateFolders>
{
    [Fact]
    public async Task Every_acknowledged_job_survives_and_ends_as_after_a_lost_host()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var state = folders.New("killed");
        string running, retried, waiting;
        await using (var first = await LocalCloudProcess.Start(state).ReadyAsync())
        {
            using var batch = StackFixture.Batch(first);
            running = await SubmitAsync(batch, "running", attempts: 1, "sleep", "600");
            retried = await SubmitAsync(batch, "retried", attempts: 2, "sh", "-c", "test \"$AWS_BATCH_JOB_ATTEMPT\" = 2 || sleep 600");
            waiting = (await batch.SubmitJobAsync(
                new() { JobName = "waiting", JobQueue = "default", JobDefinition = "hello", DependsOn = [new() { JobId = retried }] }, cancellation)).JobId;
            await StatusAsync(batch, first, running, "RUNNING");
            await StatusAsync(batch, first, retried, "RUNNING");
            await first.CrashAsync();
        }

        await using var second = await LocalCloudProcess.Start(state).ReadyAsync();
        using var client = StackFixture.Batch(second);

        var lost = await StatusAsync(client, second, running, "FAILED");
        await StatusAsync(client, second, retried, "SUCCEEDED");
        await StatusAsync(client, second, waiting, "SUCCEEDED");
        Assert.NotEmpty(lost.StatusReason);
        using HttpClient http = new();
        await new Api(second, http).StatusAsync(waiting, "SUCCEEDED");
        Assert.Equal(0, await second.StopAsync());
    }

    private static async Task<string> SubmitAsync(AmazonBatchClient batch, string name, int attempts, params string[] command) =>
        (await batch.SubmitJobAsync(
            new()
            {
                JobName = name,
                JobQueue = "default",
                JobDefinition = "hello",
                RetryStrategy = new() { Attempts = attempts },
                ContainerOverrides = new() { Command = [.. command] },
            },
            TestContext.Current.CancellationToken)).JobId;

    /// <summary>Waits for a status, and gives up at once when the job ends in another.</summary>
    private static async Task<JobDetail> StatusAsync(AmazonBatchClient batch, LocalCloudProcess stack, string jobId, string wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var job = Assert.Single((await batch.DescribeJobsAsync(new DescribeJobsRequest { Jobs = [jobId] }, limit.Token)).Jobs);
            if (job.Status == wanted)
            {
                return job;
            }

            Assert.False(job.Status == "SUCCEEDED" || job.Status == "FAILED", $"{job.JobName} is {job.Status} ({job.StatusReason})\n{stack.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }
}
