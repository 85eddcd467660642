using LocalBatch.Execution;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>The laws of array jobs.</summary>
public sealed class ArrayTests
{
    [Fact]
    public async Task Children_know_their_index_and_the_size()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var id = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");

        FakeRun[] runs = [await local.Executor.NextAsync(), await local.Executor.NextAsync()];

        Assert.Equal(["0", "1"], runs.Select(run => run.Attempt.Environment["AWS_BATCH_JOB_ARRAY_INDEX"]).Order());
        Assert.All(runs, run => Assert.Equal("2", run.Attempt.Environment["AWS_BATCH_JOB_ARRAY_SIZE"]));
        Assert.Contains($"{id}:1", runs.Select(run => run.Attempt.Environment["AWS_BATCH_JOB_ID"]));
    }

    [Fact]
    public async Task In_a_SEQUENTIAL_array_each_child_waits_for_the_one_before_and_a_failure_ends_the_rest()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var id = await local.SubmitAsync("\"arrayProperties\": {\"size\": 4}, \"dependsOn\": [{\"type\": \"SEQUENTIAL\"}]");

        var first = await local.Executor.NextAsync();
        Assert.Equal($"{id}:0", first.Attempt.JobId);
        await local.QuietAsync();
        Assert.False(local.Executor.HasStarted);
        first.Exit(0);
        var second = await local.Executor.NextAsync();
        Assert.Equal($"{id}:1", second.Attempt.JobId);
        second.Exit(1);
        await local.UntilAsync(id, "FAILED");

        Assert.Equal("Dependent Job failed", (await local.DescribeAsync($"{id}:2")).Text("statusReason"));
        Assert.Equal("Dependent Job failed", (await local.DescribeAsync($"{id}:3")).Text("statusReason"));
    }

    [Fact]
    public async Task With_N_TO_N_each_child_waits_only_for_its_twin()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 8);
        var left = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");
        var right = await local.SubmitAsync($$""" "arrayProperties": {"size": 2}, "dependsOn": [{"jobId": "{{left}}", "type": "N_TO_N"}] """);
        FakeRun[] runs = [await local.Executor.NextAsync(), await local.Executor.NextAsync()];

        runs.Single(run => run.Attempt.JobId == $"{left}:0").Exit(1);
        await local.UntilAsync($"{right}:0", "FAILED");
        runs.Single(run => run.Attempt.JobId == $"{left}:1").Exit(0);
        var twin = await local.Executor.NextAsync();

        Assert.Equal($"{right}:1", twin.Attempt.JobId);
        twin.Exit(0);
        await local.UntilAsync(right, "FAILED");
        Assert.Equal("SUCCEEDED", await local.StatusAsync($"{right}:1"));
    }

    [Fact]
    public async Task Cancelling_an_array_ends_what_waits_and_leaves_what_runs()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        var id = await local.SubmitAsync("\"arrayProperties\": {\"size\": 3}");
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync($"{id}:0", "RUNNING");

        await local.CallAsync("CancelJob", $$"""{"jobId": "{{id}}", "reason": "enough"}""");

        Assert.Equal("PENDING", await local.StatusAsync(id));
        Assert.Equal("FAILED", await local.StatusAsync($"{id}:2"));
        Assert.False(run.IsAskedToStop);
        run.Exit(0);
        Assert.Equal("enough", (await local.UntilAsync(id, "FAILED")).Text("statusReason"));
        Assert.Equal("SUCCEEDED", await local.StatusAsync($"{id}:0"));
    }

    [Fact]
    public async Task Terminating_one_child_leaves_its_siblings_alone()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var id = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");
        FakeRun[] runs = [await local.Executor.NextAsync(), await local.Executor.NextAsync()];

        await local.CallAsync("TerminateJob", $$"""{"jobId": "{{id}}:1", "reason": "not you"}""");
        await local.UntilAsync($"{id}:1", "FAILED");
        runs.Single(run => run.Attempt.JobId == $"{id}:0").Exit(0);

        Assert.Equal("Array Child Job failed", (await local.UntilAsync(id, "FAILED")).Text("statusReason"));
    }

    [Fact]
    public async Task Ten_thousand_children_run_and_each_tells_its_life()
    {
        await using var local = await LocalEngine.ReadyAsync(options => options with { MaxVcpus = 100_000, TurnEnded = null }, maxVcpus: 100_000);
        local.Executor.Script = _ => [new AttemptEvent.Started(), new AttemptEvent.Exited(0, null)];

        var id = await local.SubmitAsync("\"arrayProperties\": {\"size\": 10000}");
        await local.UntilAsync(id, "SUCCEEDED");
        await local.Engine.DisposeAsync();

        Assert.Equal(["RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"], local.Bus.StatusesOf($"{id}:9999"));
        Assert.Equal(40_002, local.Bus.Events.Count);
        Assert.Equal(40_002, local.Bus.Events.Select(change => change.Text("id")).Distinct().Count());
    }

    [Fact]
    public async Task A_dependency_on_an_array_waits_for_all_of_it_and_on_a_child_for_that_child()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var array = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");
        var whole = await local.SubmitAsync($$""" "dependsOn": [{"jobId": "{{array}}"}] """);
        var one = await local.SubmitAsync($$""" "dependsOn": [{"jobId": "{{array}}:1"}] """);
        FakeRun[] runs = [await local.Executor.NextAsync(), await local.Executor.NextAsync()];

        runs.Single(run => run.Attempt.JobId == $"{array}:1").Exit(0);
        Assert.Equal(one, (await local.Executor.NextAsync()).Attempt.JobId);
        Assert.Equal("PENDING", await local.StatusAsync(whole));
        runs.Single(run => run.Attempt.JobId == $"{array}:0").Exit(0);

        Assert.Equal(whole, (await local.Executor.NextAsync()).Attempt.JobId);
    }
}
