using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>Compute environments and queues come, change and go in steps, behind their guards.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task Statuses_are_asynchronous_and_deletion_needs_DISABLED_and_no_queue()
    {
        await using var local = await LocalEngine.ReadyAsync();

        Assert.Equal("Cannot delete, state must be DISABLED", await RefusedDeleteAsync(local));
        await local.CallAsync("UpdateComputeEnvironment", """{"computeEnvironment": "ce", "state": "DISABLED"}""");
        Assert.Equal("UPDATING", await EnvironmentStatusAsync(local));
        Assert.Equal("Cannot delete, resource is being modified.", await RefusedDeleteAsync(local));
        await local.SettleLifecycleAsync();
        Assert.Equal("VALID", await EnvironmentStatusAsync(local));
        Assert.Equal("Cannot delete, found existing JobQueue relationship", await RefusedDeleteAsync(local));
        await local.CallAsync("UpdateJobQueue", """{"jobQueue": "q", "state": "DISABLED"}""");
        Assert.Equal(
            "Cannot delete, resource is being modified",
            await local.RefusalAsync("DeleteJobQueue", """{"jobQueue": "q"}""", isWrapped: false));
        await local.SettleLifecycleAsync();
        await local.CallAsync("DeleteJobQueue", """{"jobQueue": "q"}""");
        await local.SettleLifecycleAsync();
        Assert.Empty((await local.CallAsync("DescribeJobQueues", "{}")).GetProperty("jobQueues").EnumerateArray());
        await local.CallAsync("DeleteComputeEnvironment", """{"computeEnvironment": "ce"}""");
        Assert.Equal("DELETING", await EnvironmentStatusAsync(local));
        await local.SettleLifecycleAsync();
        Assert.Empty((await local.CallAsync("DescribeComputeEnvironments", "{}")).GetProperty("computeEnvironments").EnumerateArray());
    }

    [Fact]
    public async Task Deleting_a_queue_ends_its_jobs()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        var running = await local.SubmitAsync();
        var waiting = await local.SubmitAsync();
        var array = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");
        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(running, "RUNNING");
        await local.CallAsync("UpdateJobQueue", """{"jobQueue": "q", "state": "DISABLED"}""");
        await local.SettleLifecycleAsync();

        await local.CallAsync("DeleteJobQueue", """{"jobQueue": "q"}""");
        await local.SettleLifecycleAsync();

        Assert.Equal("JobQueue deleted", (await local.UntilAsync(waiting, "FAILED")).Text("statusReason"));
        Assert.Equal("JobQueue deleted", (await local.UntilAsync(running, "FAILED")).Text("statusReason"));
        Assert.Equal("Array Child Job failed", (await local.UntilAsync(array, "FAILED")).Text("statusReason"));
    }

    [Fact]
    public async Task A_DISABLED_queue_takes_no_jobs_and_a_taken_name_is_409()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await local.CallAsync("UpdateJobQueue", """{"jobQueue": "q", "state": "DISABLED"}""");

        Assert.Contains("ENABLED", await local.RefusalAsync("SubmitJob", """{"jobName": "a", "jobQueue": "q", "jobDefinition": "job"}""", isWrapped: false), StringComparison.Ordinal);
        Assert.Equal("Object already exists", await local.RefusalAsync(
            "CreateJobQueue", """{"jobQueueName": "q", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}]}""", status: 409));
    }

    [Theory]
    [InlineData("\"state\": \"DISABLED\"", "Compute Environment must be created in ENABLED state.")]
    [InlineData("\"type\": \"MANAGED\"", "computeResources must be provided for a MANAGED compute environment")]
    [InlineData("\"type\": \"UNMANAGED\"", "ServiceRole is required.")]
    public async Task CreateComputeEnvironment_refuses_what_AWS_refuses(string member, string expected)
    {
        await using var local = await LocalEngine.OpenAsync();
        var type = member.Contains("\"type\"", StringComparison.Ordinal) ? "" : ", \"type\": \"MANAGED\"";

        Assert.Equal(expected, await local.RefusalAsync("CreateComputeEnvironment", $$"""{"computeEnvironmentName": "x", {{member}}{{type}}}"""));
    }

    [Fact]
    public async Task A_head_that_can_never_run_says_why_tells_the_bus_and_is_cancelled_by_the_queues_rule()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 2);
        await local.RegisterAsync("big", vcpus: 4);
        await local.CallAsync("UpdateJobQueue", """
            {"jobQueue": "q", "jobStateTimeLimitActions": [{"reason": "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE", "state": "RUNNABLE", "maxTimeSeconds": 600, "action": "CANCEL"}]}
            """);
        await local.SettleLifecycleAsync();
        var id = await local.SubmitAsync(definition: "big");
        await local.QuietAsync();
        Assert.Equal(
            "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - CE(s) associated with the job queue cannot meet the CPU requirement of the job.",
            (await local.DescribeAsync(id)).Text("statusReason"));

        local.Clock.Advance(TimeSpan.FromSeconds(601));
        var job = await local.UntilAsync(id, "FAILED");

        Assert.Equal(
            "Canceled by JobStateTimeLimit action due to reason: MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE", job.Text("statusReason"));
        await local.Engine.DisposeAsync();
        Assert.Single(local.Bus.Events, change => change.Text("detail-type") == "Batch Job Queue Blocked");
    }

    [Fact]
    public async Task A_reclaimed_Spot_host_fails_its_job_unless_the_job_still_exits_0()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var fails = await local.SubmitAsync();
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync(fails, "RUNNING");
        Assert.Single(await local.Engine.ListHostsAsync(CancellationToken.None));

        Assert.NotNull(await local.Engine.ReclaimHostAsync(fails, HostLoss.SpotInterruption, CancellationToken.None));
        Assert.Matches(@"^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$", (await local.UntilAsync(fails, "FAILED")).Text("statusReason"));
        var graceful = await local.SubmitAsync();
        run = await local.Executor.NextAsync();
        run.ExitOnStop = 0;
        run.Start();
        await local.UntilAsync(graceful, "RUNNING");
        await local.Engine.ReclaimHostAsync(graceful, HostLoss.SpotInterruption, CancellationToken.None);

        await local.UntilAsync(graceful, "SUCCEEDED");
    }

    [Fact]
    public async Task Tags_are_merged_listed_and_taken_off()
    {
        await using var local = await LocalEngine.ReadyAsync();
        const string path = "/v1/tags/arn%3Aaws%3Abatch%3Aus-east-1%3A123456789012%3Ajob-queue%2Fq";

        await SendAsync("POST", path, """{"tags": {"a": "1", "b": "2"}}""");
        await SendAsync("DELETE", path + "?tagKeys=a&tagKeys=none", "");

        Assert.Equal("""{"tags":{"b":"2"}}""", await SendAsync("GET", path, ""));

        async Task<string> SendAsync(string method, string uri, string body)
        {
            var response = await local.Engine.HandleAsync(new(method, uri, System.Text.Encoding.UTF8.GetBytes(body)), CancellationToken.None);
            Assert.Equal(200, response.StatusCode);

            return System.Text.Encoding.UTF8.GetString(response.Body.Span);
        }
    }

    private static Task<string> RefusedDeleteAsync(LocalEngine local) =>
        local.RefusalAsync("DeleteComputeEnvironment", """{"computeEnvironment": "ce"}""", isWrapped: false);

    private static async Task<string> EnvironmentStatusAsync(LocalEngine local) =>
        Assert.Single((await local.CallAsync("DescribeComputeEnvironments", "{}")).GetProperty("computeEnvironments").EnumerateArray()).Text("status");
}
