using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>Scheduling policies, and the queues and jobs that go by them.</summary>
public sealed class SchedulingPolicyTests
{
    private const string Arn = "arn:aws:batch:us-east-1:123456789012:scheduling-policy/fair";

    [Fact]
    public async Task A_policy_is_made_described_listed_changed_and_deleted()
    {
        await using var local = await LocalEngine.OpenAsync();

        var made = await local.CallAsync("CreateSchedulingPolicy", """
            {"name": "fair", "fairsharePolicy": {"shareDecaySeconds": 3600, "computeReservation": 1,
             "shareDistribution": [{"shareIdentifier": "A1*", "weightFactor": 0.1}, {"shareIdentifier": "B1"}]}, "tags": {"a": "b"}}
            """);
        var described = await DescribeAsync(local);
        await local.CallAsync("UpdateSchedulingPolicy", $$$"""{"arn": "{{{Arn}}}", "fairsharePolicy": {"computeReservation": 5}}""");
        var changed = await DescribeAsync(local);
        var listed = await local.CallAsync("ListSchedulingPolicies", "{}");
        await local.CallAsync("DeleteSchedulingPolicy", $$"""{"arn": "{{Arn}}"}""");

        Assert.Equal($$"""{"name":"fair","arn":"{{Arn}}"}""", made.GetRawText());
        Assert.Equal(
            $$$"""{"schedulingPolicies":[{"name":"fair","arn":"{{{Arn}}}","fairsharePolicy":{"shareDecaySeconds":3600,"computeReservation":1,"shareDistribution":[{"shareIdentifier":"A1*","weightFactor":0.1},{"shareIdentifier":"B1"}]},"tags":{"a":"b"}}]}""",
            described.GetRawText());
        Assert.Equal(
            """{"shareDecaySeconds":0,"computeReservation":5,"shareDistribution":[]}""",
            changed.GetProperty("schedulingPolicies")[0].GetProperty("fairsharePolicy").GetRawText());
        Assert.Equal([Arn], listed.GetProperty("schedulingPolicies").EnumerateArray().Select(policy => policy.Text("arn")));
        Assert.Empty((await DescribeAsync(local)).GetProperty("schedulingPolicies").EnumerateArray());
        await local.CallAsync("DeleteSchedulingPolicy", $$"""{"arn": "{{Arn}}"}""");
    }

    [Fact]
    public async Task A_policy_in_use_is_not_deleted()
    {
        await using var local = await FairAsync();

        Assert.Equal(
            "Cannot delete, found existing JobQueue relationship",
            await local.RefusalAsync("DeleteSchedulingPolicy", $$"""{"arn": "{{Arn}}"}""", isWrapped: false));
    }

    [Fact]
    public async Task A_queue_s_policy_is_replaced_never_added()
    {
        await using var local = await FairAsync();
        await local.CreateQueueAsync("fifo", 1, "ce");
        var other = (await local.CallAsync("CreateSchedulingPolicy", """{"name": "other"}""")).Text("arn");

        await local.CallAsync("UpdateJobQueue", $$"""{"jobQueue": "q", "schedulingPolicyArn": "{{other}}"}""");
        await local.SettleLifecycleAsync();

        var queue = (await local.CallAsync("DescribeJobQueues", """{"jobQueues": ["q"]}""")).GetProperty("jobQueues")[0];
        Assert.Equal(other, queue.Text("schedulingPolicyArn"));
        Assert.Equal(
            "A job queue that was created without a scheduling policy cannot be given one.",
            await local.RefusalAsync("UpdateJobQueue", $$"""{"jobQueue": "fifo", "schedulingPolicyArn": "{{other}}"}"""));
    }

    [Fact]
    public async Task Shares_take_turns_whoever_came_first()
    {
        await using var local = await FairAsync(maxVcpus: 2);
        var jobs = new List<string>();
        foreach (var share in (string[])["alice", "alice", "alice", "bob"])
        {
            jobs.Add(await local.SubmitAsync($"\"shareIdentifier\": \"{share}\", \"schedulingPriorityOverride\": 1"));
        }

        var (first, second) = (await local.Executor.NextAsync(), await local.Executor.NextAsync());
        first.Exit(0);
        var third = await local.Executor.NextAsync();

        Assert.Equal([jobs[0], jobs[1]], [first.Attempt.JobId, second.Attempt.JobId]);
        Assert.Equal(jobs[3], third.Attempt.JobId);
        var described = await local.DescribeAsync(jobs[3]);
        Assert.Equal(("bob", 1), (described.Text("shareIdentifier"), (int)described.Number("schedulingPriority")));
    }

    [Fact]
    public async Task Jobs_are_listed_by_share_and_status()
    {
        await using var local = await FairAsync(maxVcpus: 1);
        var running = await local.SubmitAsync("\"shareIdentifier\": \"a\", \"schedulingPriorityOverride\": 1");
        await local.SubmitAsync("\"shareIdentifier\": \"b\", \"schedulingPriorityOverride\": 1");
        var waiting = await local.SubmitAsync("\"shareIdentifier\": \"a\", \"schedulingPriorityOverride\": 1");
        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(running, "RUNNING");

        Assert.Equal([waiting], await ListAsync(local, """, "jobStatus": "RUNNABLE" """));
        Assert.Equal([running], await ListAsync(local, ""));
    }

    [Fact]
    public async Task Policy_share_priority_and_usage_outlive_a_restart()
    {
        await using var local = await FairAsync(maxVcpus: 1);
        var greedy = await local.SubmitAsync("\"shareIdentifier\": \"greedy\", \"schedulingPriorityOverride\": 3");
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync(greedy, "RUNNING");
        local.Clock.Advance(TimeSpan.FromSeconds(100));
        await local.CallAsync("SubmitJob", """{"jobName": "a", "jobQueue": "q", "jobDefinition": "job", "shareIdentifier": "greedy", "schedulingPriorityOverride": 3}""");
        var modest = await local.SubmitAsync("\"shareIdentifier\": \"modest\", \"schedulingPriorityOverride\": 0");

        await local.RestartAsync();

        Assert.Equal(modest, (await local.Executor.NextAsync()).Attempt.JobId);
        Assert.Equal(("greedy", 3), ((await local.DescribeAsync(greedy)).Text("shareIdentifier"), (int)(await local.DescribeAsync(greedy)).Number("schedulingPriority")));
        Assert.Equal(1, (await DescribeAsync(local)).GetProperty("schedulingPolicies").GetArrayLength());
    }

    [Fact]
    public async Task A_job_that_the_reserve_leaves_no_room_for_says_so()
    {
        await using var local = await FairAsync(maxVcpus: 4, more: "\"computeReservation\": 50");
        await local.RegisterAsync("big", vcpus: 3, more: ", \"schedulingPriority\": 1");
        var big = await local.SubmitAsync("\"shareIdentifier\": \"a\"", definition: "big");

        Assert.Contains("COMPUTE_ENVIRONMENT_MAX_RESOURCE", (await local.DescribeAsync(big)).Text("statusReason"), StringComparison.Ordinal);
        await local.SubmitAsync("\"shareIdentifier\": \"b\"", definition: "big");

        Assert.Equal(big, (await local.Executor.NextAsync()).Attempt.JobId);
    }

    private static async Task<LocalEngine> FairAsync(int maxVcpus = 4, string more = "")
    {
        var local = await LocalEngine.OpenAsync();
        await local.CreateEnvironmentAsync("ce", maxVcpus);
        await local.CallAsync("CreateSchedulingPolicy", $$$"""{"name": "fair", "fairsharePolicy": {{{{more}}}}}""");
        await local.CallAsync("CreateJobQueue", $$"""
            {"jobQueueName": "q", "priority": 1, "schedulingPolicyArn": "{{Arn}}", "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}]}
            """);
        await local.SettleLifecycleAsync();
        await local.RegisterAsync("job");

        return local;
    }

    private static Task<JsonElement> DescribeAsync(LocalEngine local) =>
        local.CallAsync("DescribeSchedulingPolicies", $$"""{"arns": ["{{Arn}}", "{{Arn}}2"]}""");

    private static async Task<IEnumerable<string>> ListAsync(LocalEngine local, string more) =>
        (await local.CallAsync("ListJobs", $$"""{"jobQueue": "q", "filters": [{"name": "SHARE_IDENTIFIER", "values": ["a"]}]{{more}}}"""))
            .GetProperty("jobSummaryList").EnumerateArray().Select(job => job.Text("jobId"));
}
