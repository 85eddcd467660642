using System.Text.Json;
using Amazon.Batch;
using Amazon.SecurityToken.Model;
using EndToEnd.Tests;

namespace Clients.Tests.Programs;

/// <summary>redun: finds a definition by comparing what it would register, submits arrays with the older overrides, lists and reads logs.</summary>
[Collection(ClientCollection.Name)]
public sealed class RedunTests(ClientStack stack)
{
    private static readonly string[] Inflight = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"];

    [Fact]
    public async Task The_account_is_asked_of_STS_in_redun_s_own_region()
    {
        using var sts = stack.StsIn("us-west-2");

        Assert.Equal("123456789012", (await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), ClientStack.Cancellation)).Account);
    }

    [Fact]
    public async Task A_definition_that_equals_the_wanted_one_member_by_member_is_used_again()
    {
        var first = await DefinitionAsync("redun-same-jd", Wanted("busybox"));
        var same = await DefinitionAsync("redun-same-jd", Wanted("busybox"));
        var other = await DefinitionAsync("redun-same-jd", Wanted("alpine"));

        Assert.Equal(first, same);
        Assert.NotEqual(first, other);
        Assert.EndsWith("redun-same-jd:2", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_runs_with_older_overrides_over_an_older_definition()
    {
        var definition = await DefinitionAsync("redun-task-jd", Wanted("busybox"));

        var job = await stack.EndAsync(await SubmitAsync(definition, "redun-task", ["sh", "-c", "echo done"]));

        Assert.Equal(JobStatus.SUCCEEDED, job.Status);
        var container = (await stack.RawAsync("DescribeJobs", $$"""{"jobs": ["{{job.JobId}}"]}""")).GetProperty("jobs")[0].GetProperty("container");
        Assert.Equal((1, 256), (container.GetProperty("vcpus").GetInt32(), container.GetProperty("memory").GetInt32()));
        Assert.True(job.PropagateTags);
    }

    [Fact]
    public async Task Children_of_an_array_are_listed_with_their_indices_and_described_together()
    {
        var definition = await DefinitionAsync("redun-array-jd", Wanted("busybox"));
        var id = await SubmitAsync(definition, "redun-array", ["sh", "-c", "exit $AWS_BATCH_JOB_ARRAY_INDEX"], arraySize: 3);
        await stack.UntilAsync(id, "FAILED");

        var listed = new Dictionary<int, string>();
        foreach (var status in (string[])[.. Inflight, "SUCCEEDED", "FAILED"])
        {
            var page = await stack.Batch.ListJobsAsync(new() { ArrayJobId = id, JobStatus = status }, ClientStack.Cancellation);
            foreach (var child in page.JobSummaryList)
            {
                listed.Add(child.ArrayProperties.Index.GetValueOrDefault(), child.Status.Value);
            }
        }

        var described = (await stack.Batch.DescribeJobsAsync(new() { Jobs = [.. listed.Keys.Select(index => $"{id}:{index}")] }, ClientStack.Cancellation)).Jobs;

        Assert.Equal([(0, "SUCCEEDED"), (1, "FAILED"), (2, "FAILED")], listed.OrderBy(child => child.Key).Select(child => (child.Key, child.Value)));
        Assert.Equal([0, 1, 2], described.Select(child => child.Container.ExitCode).Order());
    }

    [Fact]
    public async Task Why_a_job_failed_is_in_its_last_attempt_and_its_log_is_read_both_ways()
    {
        var definition = await DefinitionAsync("redun-fails-jd", Wanted("busybox"));

        var job = await stack.EndAsync(await SubmitAsync(definition, "redun-fails", ["sh", "-c", "echo one; echo two; exit 9"], retries: 2));
        var stream = job.Attempts[^1].Container.LogStreamName;
        var forward = await stack.Logs.GetLogEventsAsync(
            new() { LogGroupName = "/aws/batch/job", LogStreamName = stream, StartFromHead = true }, ClientStack.Cancellation);
        var more = await stack.Logs.GetLogEventsAsync(
            new() { LogGroupName = "/aws/batch/job", LogStreamName = stream, StartFromHead = true, NextToken = forward.NextForwardToken }, ClientStack.Cancellation);
        var backward = await stack.Logs.GetLogEventsAsync(
            new() { LogGroupName = "/aws/batch/job", LogStreamName = stream, Limit = 1 }, ClientStack.Cancellation);

        Assert.Equal(2, job.Attempts.Count);
        Assert.Equal(("Essential container in task exited", null), (job.Attempts[^1].StatusReason, job.Attempts[^1].Container.Reason));
        Assert.Equal(["one", "two"], forward.Events.Select(line => line.Message));
        Assert.Equal((forward.NextForwardToken, 0), (more.NextForwardToken, more.Events.Count));
        Assert.Equal(["two"], backward.Events.Select(line => line.Message));
    }

    [Fact]
    public async Task Jobs_in_flight_are_listed_by_queue_and_status()
    {
        var definition = await DefinitionAsync("redun-inflight-jd", Wanted("busybox"));
        var id = await SubmitAsync(definition, "redun-inflight", ["sh", "-c", "trap 'exit 143' TERM; sleep 600 & wait"]);
        await stack.UntilAsync(id, "RUNNING");

        var found = new List<string>();
        foreach (var status in Inflight)
        {
            await foreach (var job in stack.Batch.Paginators.ListJobs(new() { JobQueue = ClientStack.Ec2Queue, JobStatus = status }).JobSummaryList)
            {
                found.Add(job.JobId);
            }
        }

        await stack.Batch.TerminateJobAsync(new() { JobId = id, Reason = "seen" }, ClientStack.Cancellation);
        Assert.Contains(id, found);
        await stack.EndAsync(id);
    }

    [Fact]
    public async Task A_definition_of_nodes_is_found_again_and_its_job_ends_as_its_main_node()
    {
        var container = Wanted("busybox");
        var wanted = $$"""
            {"mainNode": 0, "numNodes": 2, "nodeRangeProperties": [{"container": {{container}}, "targetNodes": "0"}, {"container": {{container}}, "targetNodes": "1:"}]}
            """;
        var registered = await stack.RawAsync("RegisterJobDefinition", $$"""{"jobDefinitionName": "redun-nodes-jd", "type": "multinode", "nodeProperties": {{wanted}} }""");

        var found = await stack.RawAsync("DescribeJobDefinitions", """{"jobDefinitionName": "redun-nodes-jd", "status": "ACTIVE"}""");
        Assert.Empty(Difference.Between(JsonElement.Parse(wanted), found.GetProperty("jobDefinitions")[0].GetProperty("nodeProperties")).Changed);
        var job = await stack.EndAsync(await stack.SubmitAsync(new()
        {
            JobName = "redun-nodes",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = registered.Text("jobDefinitionArn"),
            NodeOverrides = new() { NodePropertyOverrides = [new() { TargetNodes = "0", ContainerOverrides = new() { Command = ["true"] } }] },
        }));
        Assert.True(job.Status == "SUCCEEDED", job.StatusReason);
        Assert.Equal("ls", Assert.Single((await stack.DescribeAsync(job.JobId + "#1")).Container.Command));
    }

    private static string Wanted(string image) => $$"""
        {"command": ["ls"], "image": "{{image}}", "vcpus": 1, "memory": 4, "jobRoleArn": "{{ClientStack.JobRole}}", "environment": [], "mountPoints": [],
         "volumes": [], "resourceRequirements": [], "ulimits": [], "privileged": false}
        """;

    /// <summary>The newest ACTIVE definition that has every member as wanted; what Batch adds does not matter.</summary>
    private async Task<string> DefinitionAsync(string name, string wanted)
    {
        var found = await stack.RawAsync("DescribeJobDefinitions", $$"""{"jobDefinitionName": "{{name}}", "status": "ACTIVE"}""");
        var same = found.GetProperty("jobDefinitions").EnumerateArray()
            .OrderByDescending(definition => definition.GetProperty("revision").GetInt32())
            .FirstOrDefault(definition => Difference.Between(JsonElement.Parse(wanted), definition.GetProperty("containerProperties")).Changed.Count == 0);

        return same.ValueKind == JsonValueKind.Object
            ? same.Text("jobDefinitionArn")
            : (await stack.RawAsync("RegisterJobDefinition", $$"""{"jobDefinitionName": "{{name}}", "type": "container", "containerProperties": {{wanted}} }""")).Text("jobDefinitionArn");
    }

    private async Task<string> SubmitAsync(string definition, string name, string[] command, int arraySize = 0, int retries = 1)
    {
        var array = arraySize > 0 ? $$""", "arrayProperties": {"size": {{arraySize}}}""" : "";

        return (await stack.RawAsync("SubmitJob", $$$"""
            {"jobName": "{{{name}}}", "jobQueue": "{{{ClientStack.Ec2Queue}}}", "jobDefinition": "{{{definition}}}", "propagateTags": true,
             "retryStrategy": {"attempts": {{{retries}}}}, "tags": {"redun_job": "{{{name}}}"}{{{array}}},
             "containerOverrides": {"command": [{{{string.Join(", ", command.Select(word => $"\"{JsonEncodedText.Encode(word)}\""))}}}], "vcpus": 1, "memory": 256}}
            """)).Text("jobId");
    }
}
