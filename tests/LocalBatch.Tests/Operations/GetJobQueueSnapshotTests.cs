using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>The front of a queue.</summary>
public sealed class GetJobQueueSnapshotTests
{
    [Fact]
    public async Task Waiting_jobs_and_children_come_in_the_order_of_dispatch()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 0);
        var first = await local.SubmitAsync();
        var array = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");
        var last = await local.SubmitAsync();

        var snapshot = await local.CallAsync("GetJobQueueSnapshot", """{"jobQueue": "q"}""");

        Assert.Equal(
            [first, $"{array}:0", $"{array}:1", last],
            snapshot.GetProperty("frontOfQueue").GetProperty("jobs").EnumerateArray().Select(job => job.Text("jobArn").Split('/')[1]));
    }

    [Fact]
    public async Task A_job_has_stood_at_its_position_since_the_one_before_it_left()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        await local.SubmitAsync();
        var run = await local.Executor.NextAsync();
        var start = local.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var jobs = new List<string> { await local.SubmitAsync(), await local.SubmitAsync(), await local.SubmitAsync() };
        local.Clock.Advance(TimeSpan.FromSeconds(10));
        await local.CallAsync("CancelJob", $$"""{"jobId": "{{jobs[1]}}", "reason": "r"}""");
        local.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([(jobs[0], start), (jobs[2], start + 10_000)], await FrontAsync(local));

        run.Exit(0);
        await local.UntilAsync(jobs[0], "STARTING");

        Assert.Equal([(jobs[2], start + 20_000)], await FrontAsync(local));
    }

    [Fact]
    public async Task Utilization_tells_what_the_queue_and_its_top_shares_use()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 100);
        await local.CallAsync("CreateSchedulingPolicy", """{"name": "fair"}""");
        await local.CallAsync("CreateJobQueue", """
            {"jobQueueName": "shared", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}],
             "schedulingPolicyArn": "arn:aws:batch:us-east-1:123456789012:scheduling-policy/fair"}
            """);
        await local.SettleLifecycleAsync();
        await local.RegisterAsync("two", vcpus: 2);
        for (var share = 0; share < 22; share++)
        {
            await local.SubmitAsync($"\"shareIdentifier\": \"s{share}\", \"schedulingPriorityOverride\": 1", share == 21 ? "two" : "job", "shared");
            await local.Executor.NextAsync();
        }

        var utilization = (await local.CallAsync("GetJobQueueSnapshot", """{"jobQueue": "shared"}""")).GetProperty("queueUtilization");
        var shares = utilization.GetProperty("fairshareUtilization");

        Assert.Equal("""[{"capacityUnit":"VCPU","quantity":23}]""", utilization.GetProperty("totalCapacityUsage").GetRawText());
        Assert.Equal(22, shares.Number("activeShareCount"));
        Assert.Equal(20, shares.GetProperty("topCapacityUtilization").GetArrayLength());
        Assert.Equal(
            """{"shareIdentifier":"s21","capacityUsage":[{"capacityUnit":"VCPU","quantity":2}]}""",
            shares.GetProperty("topCapacityUtilization")[0].GetRawText());
        Assert.False((await local.CallAsync("GetJobQueueSnapshot", """{"jobQueue": "q"}""")).GetProperty("queueUtilization").Has("fairshareUtilization"));
    }

    [Fact]
    public async Task Lists_tell_what_a_job_uses_and_when_it_was_scheduled()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        var running = await local.SubmitAsync();
        await local.SubmitAsync();
        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(running, "RUNNING");
        var at = local.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await local.RestartAsync();

        var failed = (await local.CallAsync("ListJobs", """{"jobQueue": "q", "jobStatus": "FAILED"}""")).GetProperty("jobSummaryList")[0];
        var started = (await local.CallAsync("ListJobs", """{"jobQueue": "q", "jobStatus": "STARTING"}""")).GetProperty("jobSummaryList")[0];

        Assert.Equal((running, at), (failed.Text("jobId"), failed.Number("scheduledAt")));
        Assert.Equal("""[{"capacityUnit":"VCPU","quantity":1}]""", started.GetProperty("capacityUsage").GetRawText());
    }

    private static async Task<IEnumerable<(string Id, long Since)>> FrontAsync(LocalEngine local) =>
        (await local.CallAsync("GetJobQueueSnapshot", """{"jobQueue": "q"}""")).GetProperty("frontOfQueue").GetProperty("jobs").EnumerateArray()
            .Select(job => (job.Text("jobArn").Split('/')[1], job.Number("earliestTimeAtPosition")));
}
