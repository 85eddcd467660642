using Amazon.Batch;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Testing.Tests;

/// <summary>What goes wrong on AWS goes wrong here by name.</summary>
public sealed class FaultTests : IAsyncLifetime
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
    public async Task A_throttled_call_is_repeated_by_the_SDK_and_done_once()
    {
        Batch.Faults.Throttle("SubmitJob", times: 2);

        await Client.SubmitAsync("train");

        Assert.Equal([429, 429, 200], Batch.Calls.Select(call => call.StatusCode));
        await Batch.QuiescentAsync(Cancellation);
        Assert.Single(Batch.Jobs);
    }

    [Fact]
    public async Task A_throttled_call_that_is_not_repeated_is_told_as_AWS_tells_it()
    {
        using AmazonBatchClient once = new(Batch.Credentials, Batch.Configure(new AmazonBatchConfig { MaxErrorRetry = 0 }));
        Batch.Faults.Throttle("SubmitJob");

        var refusal = await Assert.ThrowsAsync<AmazonBatchException>(() => once.SubmitAsync("train"));

        Assert.Equal((429, "TooManyRequestsException"), ((int)refusal.StatusCode, refusal.ErrorCode));
    }

    [Fact]
    public async Task A_submission_whose_answer_is_lost_is_done_twice()
    {
        Batch.Faults.AnswerThenFail("SubmitJob");

        await Client.SubmitAsync("train");
        await Batch.QuiescentAsync(Cancellation);

        Assert.Equal(2, Batch.Jobs.Count);
        Assert.Equal([0, 200], Batch.Calls.Select(call => call.StatusCode));
    }

    [Fact]
    public async Task A_job_whose_host_is_lost_fails_with_the_words_of_AWS()
    {
        Batch.OnCommand("train", _ => JobResult.Success.After(TimeSpan.FromHours(1)));
        var jobId = await Client.SubmitAsync("train");
        await Batch.Job(jobId).ReachesAsync(JobStatus.RUNNING, Cancellation);

        await Batch.Faults.LoseHostAsync(jobId, Cancellation);

        Assert.Matches(@"^Host EC2 \(instance i-[0-9a-f]+\) terminated\.$", (await Batch.Job(jobId).FinishedAsync(Cancellation)).StatusReason);
    }

    [Fact]
    public async Task A_job_without_a_host_has_none_to_lose()
    {
        var jobId = await Client.SubmitAsync("train");
        await Batch.Job(jobId).SucceededAsync(Cancellation);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Batch.Faults.ReclaimSpotAsync(jobId, Cancellation));

        Assert.Contains("must be STARTING or RUNNING", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_come_twice_and_waits_do_not_mind()
    {
        List<string> heard = [];
        Batch.Faults.DuplicateEvents();
        Batch.OnChange(change =>
        {
            heard.Add(change.Status);
            return Task.CompletedTask;
        });

        await Batch.Job(await Client.SubmitAsync("train")).SucceededAsync(Cancellation);
        await Batch.QuiescentAsync(Cancellation);

        Assert.Equal(["RUNNABLE", "RUNNABLE"], heard.Take(2));
        Assert.Equal(2, heard.Count(status => status == "SUCCEEDED"));
    }

    [Fact]
    public async Task Events_are_late_by_the_clock()
    {
        List<string> heard = [];
        Batch.Faults.DelayEvents(TimeSpan.FromMinutes(1));
        TaskCompletionSource last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Batch.OnChange(change =>
        {
            heard.Add(change.Status);
            if (change.Status == "SUCCEEDED")
            {
                last.SetResult();
            }

            return Task.CompletedTask;
        });
        await Batch.Job(await Client.SubmitAsync("train")).SucceededAsync(Cancellation);
        await Batch.QuiescentAsync(Cancellation);
        Assert.Empty(heard);

        _clock.Advance(TimeSpan.FromMinutes(1));

        await last.Task.WaitAsync(Cancellation);
        Assert.Contains("RUNNING", heard);
    }

    [Fact]
    public async Task Events_that_are_dropped_are_the_same_for_the_same_seed()
    {
        var heard = await Task.WhenAll(HeardAsync(seed: 7), HeardAsync(seed: 7));

        Assert.Equal(heard[0], heard[1]);
        Assert.InRange(heard[0].Length, 1, 99);
    }

    private static async Task<string[]> HeardAsync(int seed)
    {
        await using var batch = await LocalBatchServer.StartAsync(cancellation: Cancellation);
        using var client = batch.Client();
        List<string> heard = [];
        batch.Faults.DropEvents(0.5, seed);
        batch.OnChange(change =>
        {
            heard.Add($"{change.JobName} {change.Status}");
            return Task.CompletedTask;
        });
        for (var number = 0; number < 20; number++)
        {
            await batch.Job(await client.SubmitAsync("train", $"job-{number}")).SucceededAsync(Cancellation);
        }

        await batch.QuiescentAsync(Cancellation);

        return [.. heard];
    }
}
