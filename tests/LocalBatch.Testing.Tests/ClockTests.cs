using Amazon.Batch;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Testing.Tests;

/// <summary>With a clock of the test's own, nothing is waited for.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private LocalBatchServer? _batch;
    private AmazonBatchClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalBatchServer Batch => _batch ?? throw new InvalidOperationException("Not started.");

    private AmazonBatchClient Client => _client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _batch = await LocalBatchServer.StartAsync(new() { Time = _clock }, Cancellation);
        _client = _batch.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_batch?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task A_job_runs_until_the_clock_has_moved_as_far_as_it_takes()
    {
        Batch.OnCommand("train", _ => JobResult.Success.After(TimeSpan.FromHours(3)));
        var jobId = await Client.SubmitAsync("train");
        await Batch.QuiescentAsync(Cancellation);
        Assert.Equal("RUNNING", Batch.Job(jobId).State?.Status);

        _clock.Advance(TimeSpan.FromHours(3));

        await Batch.Job(jobId).SucceededAsync(Cancellation);
        var job = (await Client.DescribeJobsAsync(new() { Jobs = [jobId] }, Cancellation)).Jobs[0];
        Assert.Equal((long)TimeSpan.FromHours(3).TotalMilliseconds, job.StoppedAt - job.StartedAt);
    }

    [Fact]
    public async Task A_job_is_ended_when_the_clock_passes_its_timeout()
    {
        Batch.OnCommand("train", _ => JobResult.Success.After(TimeSpan.FromHours(3)));
        var job = await Client.SubmitJobAsync(
            new() { JobName = "job", JobQueue = "default", JobDefinition = "train", Timeout = new() { AttemptDurationSeconds = 60 } }, Cancellation);
        await Batch.QuiescentAsync(Cancellation);

        _clock.Advance(TimeSpan.FromSeconds(61));

        var end = await Batch.Job(job.JobId).FinishedAsync(Cancellation);
        Assert.Equal(("FAILED", "Job attempt duration exceeded timeout"), (end.Status, end.StatusReason));
    }

    [Fact]
    public async Task A_new_job_is_not_listed_for_a_moment()
    {
        Batch.OnCommand("train", _ => JobResult.Success.After(TimeSpan.FromHours(1)));
        var jobId = await Client.SubmitAsync("train");
        await Batch.QuiescentAsync(Cancellation);
        Assert.Empty((await Client.ListJobsAsync(new() { JobQueue = "default" }, Cancellation)).JobSummaryList);

        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal([jobId], (await Client.ListJobsAsync(new() { JobQueue = "default" }, Cancellation)).JobSummaryList.Select(job => job.JobId));
    }

    [Fact]
    public async Task All_is_quiet_once_what_waits_for_a_job_has_run_after_it()
    {
        var first = await Client.SubmitAsync("train", "first");
        var second = await Client.SubmitJobAsync(
            new() { JobName = "second", JobQueue = "default", JobDefinition = "train", DependsOn = [new() { JobId = first }] }, Cancellation);

        await Batch.QuiescentAsync(Cancellation);

        Assert.Equal("SUCCEEDED", Batch.Job(second.JobId).State?.Status);
    }

    [Fact]
    public void Processes_do_not_follow_such_a_clock() => Assert.Throws<InvalidOperationException>(Batch.UseProcesses);
}
