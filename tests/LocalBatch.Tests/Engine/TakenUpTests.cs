using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>An engine was killed, and its executor still has what ran: containers go on without it.</summary>
public sealed class TakenUpTests
{
    [Fact]
    public async Task An_attempt_that_went_on_is_taken_up_under_its_own_id_and_ends_as_it_ends()
    {
        await using var killed = await LocalEngine.ReadyAsync();
        var job = await killed.SubmitAsync();
        var run = await killed.Executor.NextAsync();
        run.Start();
        await killed.UntilAsync(job, "RUNNING");

        await using var next = await killed.AfterKillAsync(run.Attempt.TaskId);
        var again = await next.Executor.NextAsync();
        again.Start();
        again.Exit(0);
        var ended = await next.UntilAsync(job, "SUCCEEDED");
        await next.QuietAsync();

        Assert.Equal((run.Attempt.TaskId, 1), (again.Attempt.TaskId, again.Attempt.Number));
        Assert.Equal([run.Attempt.TaskId], next.Executor.Kept);
        Assert.Equal(1, ended.GetProperty("attempts").GetArrayLength());
        Assert.Equal([run.Attempt.TaskId], next.Executor.Acknowledged);
        Assert.Single(next.Bus.StatusesOf(job), status => status == "SUCCEEDED");
    }

    [Fact]
    public async Task An_attempt_that_nobody_has_any_more_went_with_its_host_and_the_rest_is_nobody_s()
    {
        await using var killed = await LocalEngine.ReadyAsync();
        var job = await killed.SubmitAsync();
        var run = await killed.Executor.NextAsync();
        run.Start();
        await killed.UntilAsync(job, "RUNNING");

        await using var next = await killed.AfterKillAsync(new string('a', 32));
        var ended = await next.UntilAsync(job, "FAILED");

        Assert.StartsWith("Host EC2", ended.Text("statusReason"), StringComparison.Ordinal);
        Assert.Empty(next.Executor.Kept);
        Assert.False(next.Executor.HasStarted);
    }

    [Fact]
    public async Task The_capacity_of_what_goes_on_is_taken_and_its_time_runs_on()
    {
        await using var killed = await LocalEngine.ReadyAsync(maxVcpus: 1);
        var job = await killed.SubmitAsync(""" "timeout": {"attemptDurationSeconds": 60} """);
        var waiting = await killed.SubmitAsync();
        var run = await killed.Executor.NextAsync();
        run.Start();
        await killed.UntilAsync(job, "RUNNING");
        killed.Clock.Advance(TimeSpan.FromSeconds(40));

        await using var next = await killed.AfterKillAsync(run.Attempt.TaskId);
        var again = await next.Executor.NextAsync();
        await next.QuietAsync();
        Assert.Equal("RUNNABLE", await next.StatusAsync(waiting));
        next.Clock.Advance(TimeSpan.FromSeconds(19));
        await next.QuietAsync();
        Assert.False(again.IsAskedToStop);
        next.Clock.Advance(TimeSpan.FromSeconds(2));
        var ended = await next.UntilAsync(job, "FAILED");

        Assert.Equal("Job attempt duration exceeded timeout", ended.Text("statusReason"));
        (await next.Executor.NextAsync()).Exit(0);
        await next.UntilAsync(waiting, "SUCCEEDED");
    }

    [Fact]
    public async Task What_was_being_stopped_is_asked_again_and_keeps_its_reason()
    {
        await using var killed = await LocalEngine.ReadyAsync();
        var job = await killed.SubmitAsync();
        var run = await killed.Executor.NextAsync();
        run.ExitOnStop = null;
        run.Start();
        await killed.UntilAsync(job, "RUNNING");
        await killed.CallAsync("TerminateJob", $$"""{"jobId": "{{job}}", "reason": "enough"}""");
        await run.AskedToStopAsync();

        await using var next = await killed.AfterKillAsync(run.Attempt.TaskId);
        var ended = await next.UntilAsync(job, "FAILED");

        Assert.Equal("enough", ended.Text("statusReason"));
        run.Exit(143);
    }

    [Fact]
    public async Task Nodes_that_waited_for_their_main_node_still_wait_for_it()
    {
        await using var killed = await LocalEngine.ReadyAsync();
        await RegisterNodesAsync(killed);
        var job = await killed.SubmitAsync(definition: "nodes");
        var main = await killed.Executor.NextAsync();

        await using var next = await killed.AfterKillAsync(main.Attempt.TaskId);
        var again = await next.Executor.NextAsync();
        await next.QuietAsync();
        Assert.False(next.Executor.HasStarted);
        again.Start();
        var other = await next.Executor.NextAsync();
        other.Start();
        await next.UntilAsync(job, "RUNNING");
        again.Exit(0);
        await next.UntilAsync(job, "SUCCEEDED");

        Assert.Equal($"{job}#1", other.Attempt.JobId);
        main.Exit(0);
    }

    [Fact]
    public async Task A_main_node_that_is_gone_ends_the_nodes_that_went_on()
    {
        await using var killed = await LocalEngine.ReadyAsync();
        await RegisterNodesAsync(killed);
        var job = await killed.SubmitAsync(definition: "nodes");
        var main = await killed.Executor.NextAsync();
        main.Start();
        var other = await killed.Executor.NextAsync();
        other.Start();
        await killed.UntilAsync($"{job}#1", "RUNNING");

        await using var next = await killed.AfterKillAsync(other.Attempt.TaskId);
        await next.UntilAsync(job, "FAILED");
        var again = await next.Executor.NextAsync();
        await again.AskedToStopAsync();

        await next.UntilAsync($"{job}#1", "FAILED");
    }

    private static Task<JsonElement> RegisterNodesAsync(LocalEngine engine)
    {
        const string container = """{"image": "busybox", "command": ["true"], "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]}""";

        return engine.CallAsync("RegisterJobDefinition", $$"""
            {"jobDefinitionName": "nodes", "type": "multinode", "nodeProperties": {"numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:", "container": {{container}} }]} }
            """);
    }
}
