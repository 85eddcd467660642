using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Scheduling;

/// <summary>A queue tries its compute environments in their order.</summary>
public sealed class EnvironmentOrderTests
{
    [Fact]
    public async Task Jobs_fill_the_first_environment_then_the_next_and_wait_when_all_are_full()
    {
        await using var local = await OpenAsync();

        var jobs = new[] { await local.SubmitAsync(), await local.SubmitAsync(), await local.SubmitAsync(), await local.SubmitAsync() };

        Assert.Equal(["first", "first", "second"], [await NextPlaceAsync(local), await NextPlaceAsync(local), await NextPlaceAsync(local)]);
        Assert.Equal("RUNNABLE", await local.StatusAsync(jobs[3]));
    }

    [Fact]
    public async Task What_becomes_free_in_the_first_environment_is_used_before_the_second()
    {
        await using var local = await OpenAsync();
        await local.SubmitAsync();
        var first = await local.Executor.NextAsync();
        await local.SubmitAsync();
        await NextPlaceAsync(local);
        await local.SubmitAsync();
        Assert.Equal("second", await NextPlaceAsync(local));
        var waiting = await local.SubmitAsync();

        first.Start();
        first.Exit(0);

        Assert.Equal("first", await NextPlaceAsync(local));
        Assert.Equal("STARTING", await local.StatusAsync(waiting));
    }

    [Fact]
    public async Task A_DISABLED_environment_is_passed_over()
    {
        await using var local = await OpenAsync();
        await local.CallAsync("UpdateComputeEnvironment", """{"computeEnvironment": "first", "state": "DISABLED"}""");
        await local.SettleLifecycleAsync();

        await local.SubmitAsync();

        Assert.Equal("second", await NextPlaceAsync(local));
    }

    [Fact]
    public async Task A_job_too_large_for_the_first_environment_runs_in_the_second()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.CreateEnvironmentAsync("small", 1);
        await local.CreateEnvironmentAsync("large", 8);
        await local.CreateQueueAsync("q", 1, "small", "large");
        await local.RegisterAsync("big", vcpus: 4);

        await local.SubmitAsync(definition: "big");

        Assert.Equal("large", await NextPlaceAsync(local));
    }

    private static async Task<LocalEngine> OpenAsync()
    {
        var local = await LocalEngine.OpenAsync();
        await local.CreateEnvironmentAsync("first", 2);
        await local.CreateEnvironmentAsync("second", 1);
        await local.CreateQueueAsync("q", 1, "first", "second");
        await local.RegisterAsync("job");

        return local;
    }

    /// <summary>Where the next attempt that the engine starts runs.</summary>
    private static async Task<string> NextPlaceAsync(LocalEngine local) => (await local.Executor.NextAsync()).Attempt.Environment["AWS_BATCH_CE_NAME"];
}
