using Amazon.Batch;
using Amazon.CloudWatchLogs;

namespace LocalBatch.Testing.Tests;

/// <summary>Jobs are what the test says.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private LocalBatchServer? _batch;
    private AmazonBatchClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalBatchServer Batch => _batch ?? throw new InvalidOperationException("Not started.");

    private AmazonBatchClient Client => _client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _batch = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        _client = _batch.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_batch?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task A_job_out_of_memory_fails_with_the_words_of_AWS()
    {
        Batch.OnCommand("train", _ => JobResult.Exit(137).OutOfMemory());
        var jobId = await Client.SubmitAsync("train");

        var end = await Batch.Job(jobId).FinishedAsync(Cancellation);

        Assert.Equal(("FAILED", 137), (end.Status, end.ExitCode));
        var container = (await Client.DescribeJobsAsync(new() { Jobs = [jobId] }, Cancellation)).Jobs[0].Container;
        Assert.Equal("OutOfMemoryError: Container killed due to memory usage", container.Reason);
    }

    [Fact]
    public async Task A_job_whose_image_is_not_there_never_starts()
    {
        Batch.OnJob("job", _ => JobResult.NeverStarted("CannotPullContainerError: no such image"));
        var jobId = await Client.SubmitAsync("train");

        await Batch.Job(jobId).FinishedAsync(Cancellation);

        var job = (await Client.DescribeJobsAsync(new() { Jobs = [jobId] }, Cancellation)).Jobs[0];
        Assert.Equal("CannotPullContainerError: no such image", job.Container.Reason);
        Assert.DoesNotContain(await Batch.StatusesAsync(jobId), status => status == "RUNNING");
    }

    [Fact]
    public async Task An_attempt_after_a_failure_is_seen_as_the_second()
    {
        Batch.OnCommand("train", job => job.Attempt == 1 ? JobResult.Exit(1) : JobResult.Success);
        var job = await Client.SubmitJobAsync(
            new() { JobName = "job", JobQueue = "default", JobDefinition = "train", RetryStrategy = new() { Attempts = 2 } }, Cancellation);

        await Batch.Job(job.JobId).SucceededAsync(Cancellation);

        Assert.Equal(2, (await Client.DescribeJobsAsync(new() { Jobs = [job.JobId] }, Cancellation)).Jobs[0].Attempts.Count);
    }

    [Fact]
    public async Task Each_child_of_an_array_knows_its_index()
    {
        Batch.OnCommand("train", job =>
        {
            job.Log($"part {job.ArrayIndex}");
            return JobResult.Success;
        });
        var job = await Client.SubmitJobAsync(
            new() { JobName = "job", JobQueue = "default", JobDefinition = "train", ArrayProperties = new() { Size = 3 } }, Cancellation);

        await Batch.Job(job.JobId).SucceededAsync(Cancellation);

        Assert.Equal(["part 0", "part 1", "part 2"], Enumerable.Range(0, 3).SelectMany(index => Batch.Logs($"{job.JobId}:{index}")));
    }

    [Fact]
    public async Task What_a_job_logs_is_read_by_the_client_of_CloudWatch_Logs()
    {
        Batch.OnCommand("train", job =>
        {
            job.Log("epoch 1");
            job.Log("epoch 2");
            return JobResult.Success;
        });
        var jobId = await Client.SubmitAsync("train");
        await Batch.Job(jobId).SucceededAsync(Cancellation);
        var stream = (await Client.DescribeJobsAsync(new() { Jobs = [jobId] }, Cancellation)).Jobs[0].Container.LogStreamName;
        using AmazonCloudWatchLogsClient logs = new(Batch.Credentials, Batch.Configure(new AmazonCloudWatchLogsConfig()));

        var page = await logs.GetLogEventsAsync(new() { LogGroupName = "/aws/batch/job", LogStreamName = stream, StartFromHead = true, Limit = 1 }, Cancellation);
        var next = await logs.GetLogEventsAsync(new() { LogGroupName = "/aws/batch/job", LogStreamName = stream, NextToken = page.NextForwardToken }, Cancellation);

        Assert.Equal(["epoch 1"], page.Events.Select(line => line.Message));
        Assert.Equal(["epoch 2"], next.Events.Select(line => line.Message));
        Assert.Equal(["epoch 1", "epoch 2"], Batch.Logs(jobId));
    }

    [Fact]
    public async Task A_delegate_that_throws_is_a_job_that_fails_and_its_log_says_why()
    {
        Batch.OnCommand("train", _ => throw new InvalidDataException("no rows"));
        var jobId = await Client.SubmitAsync("train");

        Assert.Equal(1, (await Batch.Job(jobId).FinishedAsync(Cancellation)).ExitCode);
        Assert.Contains("no rows", Assert.Single(Batch.Logs(jobId)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_is_terminated_sees_it_and_ends()
    {
        Batch.OnCommand("train", async job =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, job.Stopping);
            return JobResult.Success;
        });
        var jobId = await Client.SubmitAsync("train");
        await Batch.Job(jobId).ReachesAsync(JobStatus.RUNNING, Cancellation);

        await Client.TerminateJobAsync(new() { JobId = jobId, Reason = "enough" }, Cancellation);

        Assert.Equal(("FAILED", "enough"), await Batch.Job(jobId).FinishedAsync(Cancellation) is var end ? (end.Status, end.StatusReason) : default);
    }

    [Fact]
    public async Task Jobs_run_as_processes_where_the_test_asks_for_it()
    {
        Batch.UseProcesses();
        var job = await Client.SubmitJobAsync(
            new()
            {
                JobName = "job",
                JobQueue = "default",
                JobDefinition = "train",
                ContainerOverrides = new() { Command = ["sh", "-c", "echo from $AWS_BATCH_JQ_NAME; exit 3"] },
            },
            Cancellation);

        Assert.Equal(3, (await Batch.Job(job.JobId).FinishedAsync(Cancellation)).ExitCode);
        Assert.Equal(["from default"], Batch.Logs(job.JobId));
    }

    [Fact]
    public async Task A_wait_for_what_will_never_be_fails_at_once_and_tells_of_every_job()
    {
        Batch.OnJob("bad", _ => JobResult.Exit(2));
        var bad = await Client.SubmitAsync("train", "bad");
        var good = await Client.SubmitAsync("train", "good");
        await Batch.Job(good).SucceededAsync(Cancellation);

        var failure = await Assert.ThrowsAsync<JobWaitException>(() => Batch.Job(bad).SucceededAsync(Cancellation));

        Assert.Matches($"^Job {bad} is FAILED and will never be SUCCEEDED", failure.Message);
        Assert.Contains($"bad {bad} FAILED, exit code 2: Essential container in task exited", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"good {good} SUCCEEDED, exit code 0", failure.Message, StringComparison.Ordinal);
    }
}
