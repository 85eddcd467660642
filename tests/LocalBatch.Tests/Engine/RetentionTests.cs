using LocalBatch.Engine;
using LocalBatch.Execution;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>Jobs that are over stay readable for a time, then nothing of them is left.</summary>
public sealed class RetentionTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_job_and_an_array_are_forgotten_after_their_retention_and_stay_so_after_a_restart()
    {
        await using var local = await OpenAsync();
        var single = await local.SubmitAsync();
        var array = await local.SubmitAsync("\"arrayProperties\": {\"size\": 3}");
        await local.UntilAsync(single, "SUCCEEDED");
        await local.UntilAsync(array, "SUCCEEDED");

        local.Clock.Advance(Retention - TimeSpan.FromHours(1));
        await local.QuietAsync();
        Assert.Equal(3, await CountAsync(local, single, array, array + ":2"));
        local.Clock.Advance(TimeSpan.FromHours(1));
        await UntilForgottenAsync(local, single, array, array + ":2");
        await local.RestartAsync(Short);

        Assert.Equal(0, await CountAsync(local, single, array, array + ":0"));
    }

    [Fact]
    public async Task The_executor_hears_which_failed_attempts_are_forgotten_of_jobs_and_of_children()
    {
        await using var local = await OpenAsync();
        local.Executor.Script = _ => [new AttemptEvent.Started(), new AttemptEvent.Exited(3, null)];
        var single = await local.SubmitAsync("\"retryStrategy\": {\"attempts\": 2}");
        var array = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");
        await local.UntilAsync(single, "FAILED");
        await local.UntilAsync(array, "FAILED");
        Assert.Empty(local.Executor.Forgotten);

        local.Clock.Advance(2 * Retention);
        await UntilForgottenAsync(local, single, array);

        await local.Executor.HearsOfAsync(4);
        Assert.Equal(4, local.Executor.Forgotten.Distinct().Count());
    }

    [Fact]
    public async Task A_job_that_is_not_over_is_never_forgotten()
    {
        await using var local = await LocalEngine.ReadyAsync(Short, maxVcpus: 1);
        var running = await local.SubmitAsync();
        var waiting = await local.SubmitAsync();
        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(running, "RUNNING");

        local.Clock.Advance(10 * Retention);
        await local.QuietAsync();

        Assert.Equal(("RUNNING", "RUNNABLE"), (await local.StatusAsync(running), await local.StatusAsync(waiting)));
    }

    [Fact]
    public async Task A_job_that_the_bus_has_not_heard_of_is_kept_until_it_has()
    {
        await using var local = await OpenAsync();
        local.Bus.IsRefusing = true;
        var id = await local.SubmitAsync();
        await local.UntilAsync(id, "SUCCEEDED");

        local.Clock.Advance(2 * Retention);
        await local.QuietAsync();
        Assert.Equal("SUCCEEDED", await local.StatusAsync(id));
        local.Bus.IsRefusing = false;

        await UntilForgottenAsync(local, id);
    }

    [Fact]
    public async Task Many_jobs_are_forgotten_over_several_turns()
    {
        var most = 0;
        await using var local = await OpenAsync(options => options with
        {
            TurnEnded = state =>
            {
                options.TurnEnded?.Invoke(state);
                most = Math.Max(most, state.Jobs.Changes.Forgotten.Count);
            },
        });
        var jobs = await Task.WhenAll(Enumerable.Range(0, 1_500).Select(_ => local.SubmitAsync()));
        await Task.WhenAll(jobs.Select(id => local.UntilAsync(id, "SUCCEEDED")));

        local.Clock.Advance(2 * Retention);
        await UntilForgottenAsync(local, jobs[0], jobs[^1]);

        Assert.InRange(most, 500, 1_000);
    }

    private static BatchEngineOptions Short(BatchEngineOptions options) => options with { Retention = Retention };

    private static async Task<LocalEngine> OpenAsync(Func<BatchEngineOptions, BatchEngineOptions>? with = null)
    {
        var local = await LocalEngine.ReadyAsync(options => Short(with?.Invoke(options) ?? options), maxVcpus: 256);
        local.Executor.Script = _ => [new AttemptEvent.Started(), new AttemptEvent.Exited(0, null)];

        return local;
    }

    private static async Task<int> CountAsync(LocalEngine local, params string[] jobIds) =>
        (await local.CallAsync("DescribeJobs", $$"""{"jobs": [{{string.Join(", ", jobIds.Select(id => $"\"{id}\""))}}]}""")).GetProperty("jobs").GetArrayLength();

    /// <summary>The bus hears of things in its own time, and the engine looks again every minute.</summary>
    private static async Task UntilForgottenAsync(LocalEngine local, params string[] jobIds)
    {
        for (var tries = 0; tries < 1_000 && await CountAsync(local, jobIds) > 0; tries++)
        {
            local.Clock.Advance(TimeSpan.FromMinutes(1));
            await local.QuietAsync();
        }

        Assert.Equal(0, await CountAsync(local, jobIds));
    }
}
