using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>Multi-node parallel jobs: placed together, judged by the main node.</summary>
public sealed class NodeJobTests
{
    private const string Small = """ "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}] """;

    [Fact]
    public async Task The_main_node_runs_first_and_the_others_when_it_is_RUNNING_each_with_an_address_of_its_own()
    {
        await using var local = await ReadyAsync();

        var id = await local.SubmitAsync(definition: "nodes");
        var main = await local.Executor.NextAsync();
        await local.QuietAsync();
        Assert.False(local.Executor.HasStarted);
        Assert.Equal("STARTING", await local.StatusAsync(id));
        main.Start();
        var others = await NextAsync(local, 3);

        Assert.Equal("RUNNING", await local.StatusAsync(id));
        Assert.Equal($"{id}#1", main.Attempt.JobId);
        Assert.Equal([$"{id}#0", $"{id}#2", $"{id}#3"], others.Select(run => run.Attempt.JobId).Order());
        Assert.Equal(4, others.Append(main).Select(run => run.Attempt.Address).Distinct().Count());
        Assert.All(others, run => Assert.Equal(main.Attempt.Address, run.Attempt.Environment["AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS"]));
        Assert.False(main.Attempt.Environment.ContainsKey("AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS"));
        Assert.Equal(("1", "4", "1"), (main.Attempt.Environment["AWS_BATCH_JOB_NODE_INDEX"], main.Attempt.Environment["AWS_BATCH_JOB_NUM_NODES"], main.Attempt.Environment["AWS_BATCH_JOB_MAIN_NODE_INDEX"]));
        Assert.False(main.Attempt.Environment.ContainsKey("AWS_BATCH_JOB_ARRAY_INDEX"));
        Assert.Equal(["inner"], others.First(run => run.Attempt.JobId.EndsWith('2')).Attempt.Command);
    }

    [Fact]
    public async Task The_main_node_s_end_is_the_job_s_and_the_others_are_stopped()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(definition: "nodes");
        var main = await local.Executor.NextAsync();
        main.Start();
        var others = await NextAsync(local, 3);
        others.ForEach(run => run.Start());
        await local.UntilAsync($"{id}#0", "RUNNING");
        others[0].Exit(1);
        Assert.Equal("RUNNING", await local.StatusAsync(id));

        main.Exit(0);
        var job = await local.UntilAsync(id, "SUCCEEDED");

        await others[1].AskedToStopAsync();
        await others[2].AskedToStopAsync();
        Assert.Equal("Essential container in task exited", job.Text("statusReason"));
        Assert.Equal(0, Assert.Single(job.GetProperty("attempts").EnumerateArray()).GetProperty("container").Number("exitCode"));
        Assert.False(job.Has("container"));
        Assert.Equal(4, job.GetProperty("nodeProperties").Number("numNodes"));
        var node = await local.UntilAsync($"{id}#1", "SUCCEEDED");
        Assert.True(node.GetProperty("nodeDetails").GetProperty("isMainNode").GetBoolean());
        Assert.Equal(1, node.GetProperty("nodeDetails").Number("nodeIndex"));
        Assert.Equal("busybox", node.GetProperty("container").Text("image"));
        Assert.Equal("FAILED", await local.StatusAsync($"{id}#{others[0].Attempt.JobId[^1]}"));
    }

    [Fact]
    public async Task Nodes_are_listed_by_status_and_in_pages()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(definition: "nodes");
        (await local.Executor.NextAsync()).Start();
        (await NextAsync(local, 3)).ForEach(run => run.Start());
        foreach (var index in (int[])[0, 1, 2, 3])
        {
            await local.UntilAsync($"{id}#{index}", "RUNNING");
        }

        var first = await local.CallAsync("ListJobs", $$"""{"multiNodeJobId": "{{id}}", "maxResults": 3}""");
        var second = await local.CallAsync("ListJobs", $$"""{"multiNodeJobId": "{{id}}", "maxResults": 3, "nextToken": "{{first.Text("nextToken")}}"}""");

        var summaries = (JsonElement[])[.. first.GetProperty("jobSummaryList").EnumerateArray(), .. second.GetProperty("jobSummaryList").EnumerateArray()];
        Assert.Equal([$"{id}#0", $"{id}#1", $"{id}#2", $"{id}#3"], summaries.Select(summary => summary.Text("jobId")));
        Assert.Equal([false, true, false, false], summaries.Select(summary => summary.GetProperty("nodeProperties").GetProperty("isMainNode").GetBoolean()));
        Assert.False(second.Has("nextToken"));
        Assert.Empty((await local.CallAsync("ListJobs", $$"""{"multiNodeJobId": "{{id}}", "jobStatus": "FAILED"}""")).GetProperty("jobSummaryList").EnumerateArray());
        var parent = Assert.Single((await local.CallAsync("ListJobs", """{"jobQueue": "q"}""")).GetProperty("jobSummaryList").EnumerateArray());
        Assert.Equal((id, 4L), (parent.Text("jobId"), parent.GetProperty("nodeProperties").Number("numNodes")));
    }

    [Theory]
    [InlineData(99, "RUNNABLE")]
    [InlineData(100, "STARTING")]
    public async Task A_hundred_nodes_are_placed_together_or_not_at_all(int maxVcpus, string status)
    {
        await using var local = await ReadyAsync(maxVcpus);
        await RegisterAsync(local, "hundred", $$""" "numNodes": 100, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:", "container": {"image": "x", "command": ["x"], {{Small}} } }] """);

        var id = await local.SubmitAsync(definition: "hundred");
        await local.QuietAsync();

        Assert.Equal(status, await local.StatusAsync(id));
        Assert.Equal(status, await local.StatusAsync($"{id}#99"));
        var hosts = await local.Engine.ListHostsAsync(CancellationToken.None);
        Assert.Equal(status == "STARTING" ? 100 : 0, hosts.Count);
        Assert.All(hosts, host => Assert.Single(host.JobIds));
    }

    [Fact]
    public async Task Only_the_main_node_s_failure_is_tried_again_and_every_node_with_it()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(""" "retryStrategy": {"attempts": 2} """, definition: "nodes");
        var main = await local.Executor.NextAsync();
        main.Start();
        var others = await NextAsync(local, 3);
        others[0].Start();
        others[0].Exit(1);
        others[1].ExitOnStop = null;
        main.Exit(1);
        await others[1].AskedToStopAsync();
        Assert.Equal("RUNNING", await local.StatusAsync(id));
        others[1].Exit(143);

        var again = await local.Executor.NextAsync();
        again.Start();
        var more = await NextAsync(local, 3);

        Assert.Equal(2, again.Attempt.Number);
        Assert.Single((await local.DescribeAsync(id)).GetProperty("attempts").EnumerateArray());
        Assert.Single((await local.DescribeAsync($"{id}#0")).GetProperty("attempts").EnumerateArray());
        Assert.Equal(3, more.Count);
        again.Exit(0);
        await local.UntilAsync(id, "SUCCEEDED");
        await local.Engine.DisposeAsync();
        Assert.Equal(["RUNNABLE", "STARTING", "RUNNING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"], local.Bus.StatusesOf(id));
    }

    [Fact]
    public async Task The_main_node_s_lost_host_ends_the_job_and_a_child_s_only_the_child()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(definition: "nodes");
        var main = await local.Executor.NextAsync();
        main.Start();
        var others = await NextAsync(local, 3);
        others.ForEach(run => run.Start());
        await local.UntilAsync($"{id}#3", "RUNNING");

        await local.Engine.ReclaimHostAsync($"{id}#3", HostLoss.Terminated, CancellationToken.None);
        var child = await local.UntilAsync($"{id}#3", "FAILED");
        Assert.Equal("RUNNING", await local.StatusAsync(id));
        var lost = await local.Engine.ReclaimHostAsync(id, HostLoss.Terminated, CancellationToken.None);
        var job = await local.UntilAsync(id, "FAILED");

        Assert.StartsWith("Host EC2 (instance i-", child.Text("statusReason"), StringComparison.Ordinal);
        Assert.Equal($"Host EC2 (instance {lost?.InstanceId}) terminated.", job.Text("statusReason"));
        await local.UntilAsync($"{id}#0", "FAILED");
    }

    [Fact]
    public async Task A_node_that_lost_its_host_before_it_could_start_is_over_when_the_main_node_runs()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(definition: "nodes");
        var main = await local.Executor.NextAsync();

        await local.Engine.ReclaimHostAsync($"{id}#3", HostLoss.Terminated, CancellationToken.None);
        main.Start();
        await NextAsync(local, 2);

        Assert.Equal("FAILED", await local.StatusAsync($"{id}#3"));
        await local.QuietAsync();
        Assert.False(local.Executor.HasStarted);
    }

    [Fact]
    public async Task TerminateJob_and_the_time_out_stop_all_nodes()
    {
        await using var local = await ReadyAsync(maxVcpus: 8);
        var terminated = await local.SubmitAsync(definition: "nodes");
        (await local.Executor.NextAsync()).Start();
        var first = await NextAsync(local, 3);
        var timed = await local.SubmitAsync(""" "timeout": {"attemptDurationSeconds": 60}, "retryStrategy": {"attempts": 2} """, definition: "nodes");
        (await local.Executor.NextAsync()).Start();
        var second = await NextAsync(local, 3);

        await local.CallAsync("TerminateJob", $$"""{"jobId": "{{terminated}}", "reason": "enough"}""");
        local.Clock.Advance(TimeSpan.FromSeconds(60));

        foreach (var run in first.Concat(second))
        {
            await run.AskedToStopAsync();
        }

        Assert.Equal("enough", (await local.UntilAsync(terminated, "FAILED")).Text("statusReason"));
        Assert.Equal("enough", (await local.UntilAsync($"{terminated}#3", "FAILED")).Text("statusReason"));
        Assert.Equal("Job attempt duration exceeded timeout", (await local.UntilAsync(timed, "FAILED")).Text("statusReason"));
    }

    [Fact]
    public async Task A_job_that_waits_is_cancelled_as_any_other_and_its_nodes_with_it()
    {
        await using var local = await ReadyAsync(maxVcpus: 3);
        var id = await local.SubmitAsync(definition: "nodes");

        await local.CallAsync("CancelJob", $$"""{"jobId": "{{id}}", "reason": "not now"}""");

        Assert.Equal("not now", (await local.UntilAsync(id, "FAILED")).Text("statusReason"));
        Assert.Equal("FAILED", await local.StatusAsync($"{id}#0"));
    }

    [Fact]
    public async Task An_engine_that_died_ends_all_nodes_as_those_of_lost_hosts_and_tries_again_where_it_may()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(""" "retryStrategy": {"attempts": 2} """, definition: "nodes");
        (await local.Executor.NextAsync()).Start();
        (await NextAsync(local, 3)).ForEach(run => run.Start());
        await local.UntilAsync($"{id}#3", "RUNNING");

        await local.RestartAsync();

        (await local.Executor.NextAsync()).Start();
        (await NextAsync(local, 3)).ForEach(run => run.Start());
        await local.UntilAsync($"{id}#3", "RUNNING");
        Assert.StartsWith("Host EC2", (await local.DescribeAsync(id)).GetProperty("attempts")[0].Text("statusReason"), StringComparison.Ordinal);
        Assert.Single((await local.DescribeAsync($"{id}#3")).GetProperty("attempts").EnumerateArray());
    }

    [Fact]
    public async Task Overrides_change_the_number_of_nodes_and_what_the_ranges_run()
    {
        await using var local = await ReadyAsync();
        var id = await local.SubmitAsync(
            """
            "nodeOverrides": {"numNodes": 3, "nodePropertyOverrides": [{"targetNodes": "0:", "containerOverrides": {"command": ["other"], "environment": [{"name": "A", "value": "2"}],
             "resourceRequirements": [{"type": "MEMORY", "value": "128"}]}}]}
            """,
            definition: "open");
        var main = await local.Executor.NextAsync();
        main.Start();
        await NextAsync(local, 2);

        Assert.Equal(("other", "2", 128, "3"), (string.Join(' ', main.Attempt.Command), main.Attempt.Environment["A"], main.Attempt.MemoryMiB, main.Attempt.Environment["AWS_BATCH_JOB_NUM_NODES"]));
        await local.QuietAsync();
        Assert.False(local.Executor.HasStarted);
        Assert.Equal(3, (await local.DescribeAsync(id)).GetProperty("nodeProperties").Number("numNodes"));
        Assert.Equal("""["other"]""", (await local.DescribeAsync($"{id}#2")).GetProperty("container").GetProperty("command").GetRawText());
    }

    [Theory]
    [InlineData("nodes", """ "nodeOverrides": {"nodePropertyOverrides": [{"targetNodes": "0:0", "containerOverrides": {}}]} """, "NodeOverride targets should match job definition. Non matching targets - 0:0", false)]
    [InlineData("nodes", """ "nodeOverrides": {"numNodes": 5} """, "nodeOverrides.numNodes needs a node range with an open end, such as 1:.", true)]
    [InlineData("open", """ "nodeOverrides": {"numNodes": 1001} """, "nodeProperties.numNodes must be between 1 and 1000.", true)]
    [InlineData("open", """ "arrayProperties": {"size": 2} """, "A multi-node job cannot be an array job.", false)]
    [InlineData("open", """ "containerOverrides": {"command": ["x"]} """, "Container overrides should not be set for multi-node jobs; use nodeOverrides.", false)]
    [InlineData("job", """ "nodeOverrides": {"numNodes": 2} """, "nodeOverrides is for jobs of a job definition with nodeProperties.", false)]
    public async Task What_does_not_fit_the_nodes_is_refused(string definition, string more, string expected, bool isWrapped)
    {
        await using var local = await ReadyAsync();

        Assert.Equal(expected, await local.RefusalAsync(
            "SubmitJob", $$"""{"jobName": "a", "jobQueue": "q", "jobDefinition": "{{definition}}", {{more}} }""", isWrapped: isWrapped));
    }

    [Fact]
    public async Task Multi_node_jobs_do_not_run_on_Spot()
    {
        await using var local = await ReadyAsync();
        await local.CreateEnvironmentAsync("spot", 16, "SPOT");
        await local.CreateQueueAsync("cheap", 1, "spot");

        Assert.Equal(
            "Multi-node jobs need a managed compute environment of EC2 On-Demand instances.",
            await local.RefusalAsync("SubmitJob", """{"jobName": "a", "jobQueue": "cheap", "jobDefinition": "open"}""", isWrapped: false));
    }

    private static async Task<LocalEngine> ReadyAsync(int maxVcpus = 4)
    {
        var local = await LocalEngine.ReadyAsync(maxVcpus: maxVcpus);
        await RegisterAsync(local, "nodes", $$"""
            "numNodes": 4, "mainNode": 1, "nodeRangeProperties": [{"targetNodes": ":3", "container": {"image": "busybox", "command": ["outer"], {{Small}} } },
             {"targetNodes": "2:2", "container": {"image": "busybox", "command": ["inner"], {{Small}} } }]
            """);
        await RegisterAsync(local, "open", $$"""
            "numNodes": 2, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:", "container": {"image": "busybox", "command": ["x"], "environment": [{"name": "A", "value": "1"}], {{Small}} } }]
            """);

        return local;
    }

    private static async Task RegisterAsync(LocalEngine local, string name, string properties) =>
        await local.CallAsync("RegisterJobDefinition", $$"""{"jobDefinitionName": "{{name}}", "type": "multinode", "nodeProperties": { {{properties}} } }""");

    private static async Task<List<FakeRun>> NextAsync(LocalEngine local, int count)
    {
        List<FakeRun> runs = [];
        while (runs.Count < count)
        {
            runs.Add(await local.Executor.NextAsync());
        }

        return runs;
    }
}
