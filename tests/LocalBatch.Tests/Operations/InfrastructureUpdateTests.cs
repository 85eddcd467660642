using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>What becomes of running jobs when the instances of their environment are replaced.</summary>
public sealed class InfrastructureUpdateTests
{
    [Fact]
    public async Task Jobs_may_go_on_for_30_minutes_and_are_retried_then_on_new_instances()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var (job, old) = await RunningAsync(local);

        await UpdateAsync(local, "");
        var next = await local.SubmitAsync();
        var run = await local.Executor.NextAsync();
        local.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal("RUNNING", await local.StatusAsync(job));
        local.Clock.Advance(TimeSpan.FromMinutes(1));
        await old.AskedToStopAsync();

        var again = await local.Executor.NextAsync();
        Assert.Equal((next, job, 2), (run.Attempt.JobId, again.Attempt.JobId, again.Attempt.Number));
        Assert.False(run.IsAskedToStop);
        Assert.Matches(@"^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$", (await local.DescribeAsync(job)).GetProperty("attempts")[0].Text("statusReason"));
    }

    [Theory]
    [InlineData("""{"terminateJobsOnUpdate": true}""", 0)]
    [InlineData("""{"terminateJobsOnUpdate": false, "jobExecutionTimeoutMinutes": 7200}""", 7200)]
    public async Task The_policy_says_when_jobs_end(string policy, int minutes)
    {
        await using var local = await LocalEngine.ReadyAsync();
        var (job, old) = await RunningAsync(local);

        await UpdateAsync(local, $", \"updatePolicy\": {policy}");
        if (minutes > 0)
        {
            local.Clock.Advance(TimeSpan.FromMinutes(minutes - 1));
            Assert.Equal("RUNNING", await local.StatusAsync(job));
            local.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await old.AskedToStopAsync();
        Assert.Equal((job, 2), ((await local.Executor.NextAsync()).Attempt.JobId, 2));
    }

    [Fact]
    public async Task More_than_7200_minutes_are_refused()
    {
        await using var local = await LocalEngine.ReadyAsync();

        Assert.Contains("jobExecutionTimeoutMinutes", await local.RefusalAsync("UpdateComputeEnvironment", """
            {"computeEnvironment": "ce", "state": "ENABLED", "updatePolicy": {"jobExecutionTimeoutMinutes": 7201}}
            """), StringComparison.Ordinal);
    }

    private static async Task<(string Job, FakeRun Run)> RunningAsync(LocalEngine local)
    {
        var job = await local.SubmitAsync("\"retryStrategy\": {\"attempts\": 2}");
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync(job, "RUNNING");

        return (job, run);
    }

    private static Task<JsonElement> UpdateAsync(LocalEngine local, string more) => local.CallAsync("UpdateComputeEnvironment", $$"""
        {"computeEnvironment": "ce", "computeResources": {"instanceTypes": ["m5"], "allocationStrategy": "BEST_FIT_PROGRESSIVE"}{{more}} }
        """);
}
