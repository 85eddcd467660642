using Amazon.Batch;
using EndToEnd.Tests;

namespace Clients.Tests.Programs;

/// <summary>ParallelCluster's awsbsub, awsbstat, awsbout, awsbkill and awsbhosts.</summary>
[Collection(ClientCollection.Name)]
public sealed class AwsbsubTests(ClientStack stack)
{
    private static readonly string[] Statuses = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED", "FAILED"];

    [Fact]
    public async Task A_plain_job_goes_in_with_empty_array_properties_and_its_output_comes_back()
    {
        var definition = await DefinitionAsync("awsb-plain");

        var id = await SubmitAsync(definition, """["sh", "-c", "echo $PCLUSTER_JOB_S3_URL"]""");
        var job = await stack.EndAsync(id);

        Assert.Equal(JobStatus.SUCCEEDED, job.Status);
        Assert.Null(job.ArrayProperties);
        Assert.Equal(["s3://bucket/batch/job-1/"], await stack.LinesAsync(job.Container.LogStreamName));
    }

    [Fact]
    public async Task Jobs_of_every_status_are_listed_from_an_empty_token_and_children_described_by_their_ids()
    {
        var definition = await DefinitionAsync("awsb-stat");
        var plain = await SubmitAsync(definition, """["true"]""");
        var array = await SubmitAsync(definition, """["sh", "-c", "exit $AWS_BATCH_JOB_ARRAY_INDEX"]""", array: """{"size": 2}""");
        await stack.EndAsync(plain);
        await stack.EndAsync(array);

        var listed = new Dictionary<string, string>();
        foreach (var status in Statuses)
        {
            for (var token = ""; token is not null;)
            {
                var page = await stack.RawAsync("ListJobs", $$"""{"jobStatus": "{{status}}", "jobQueue": "{{ClientStack.Ec2Queue}}", "nextToken": "{{token}}"}""");
                foreach (var job in page.GetProperty("jobSummaryList").EnumerateArray())
                {
                    listed.Add(job.Text("jobId"), job.Text("status"));
                }

                token = page.Find("nextToken");
            }
        }

        Assert.Equal(("SUCCEEDED", "FAILED"), (listed[plain], listed[array]));
        var children = (await stack.Batch.DescribeJobsAsync(new() { Jobs = [$"{array}:0", $"{array}:1"] }, ClientStack.Cancellation)).Jobs;
        Assert.Equal([(0, 0), (1, 1)], children.Select(child => (child.ArrayProperties.Index.GetValueOrDefault(), child.Container.ExitCode.GetValueOrDefault())));
    }

    [Fact]
    public async Task A_job_that_waits_for_another_is_killed_with_it()
    {
        var definition = await DefinitionAsync("awsb-kill");
        var first = await SubmitAsync(definition, """["sh", "-c", "trap 'exit 143' TERM; sleep 600 & wait"]""");
        var second = await SubmitAsync(definition, """["true"]""", dependsOn: $$"""[{"jobId": "{{first}}"}]""");
        await stack.UntilAsync(first, "RUNNING");

        foreach (var id in (string[])[first, second])
        {
            await stack.Batch.TerminateJobAsync(new() { JobId = id, Reason = "Terminated by the user" }, ClientStack.Cancellation);
        }

        Assert.Equal("Terminated by the user", (await stack.UntilAsync(first, "FAILED")).StatusReason);
        // The first may end before the second call comes; then the second job has failed with it already.
        var killed = await stack.UntilAsync(second, "FAILED");
        Assert.Equal(killed.IsTerminated == true ? "Terminated by the user" : "Dependent Job failed", killed.StatusReason);
    }

    [Fact]
    public async Task The_cluster_behind_the_queue_is_told()
    {
        var queue = Assert.Single((await stack.Batch.DescribeJobQueuesAsync(new() { JobQueues = [ClientStack.Ec2Queue] }, ClientStack.Cancellation)).JobQueues);
        var environments = (await stack.Batch.DescribeComputeEnvironmentsAsync(
            new() { ComputeEnvironments = [.. queue.ComputeEnvironmentOrder.Select(order => order.ComputeEnvironment)] }, ClientStack.Cancellation)).ComputeEnvironments;

        Assert.Matches(@"\Aarn:aws:ecs:us-east-1:123456789012:cluster/AWSBatch-ec2-[0-9a-f-]{36}\z", Assert.Single(environments).EcsClusterArn);
    }

    [Fact]
    public async Task A_job_of_nodes_has_as_many_as_the_submission_says()
    {
        await stack.RawAsync("RegisterJobDefinition", """
            {"jobDefinitionName": "awsb-mnp", "type": "multinode", "nodeProperties": {"numNodes": 1, "mainNode": 0, "nodeRangeProperties": [
             {"targetNodes": "0:", "container": {"image": "busybox", "vcpus": 1, "memory": 64, "command": ["true"]}}]}}
            """);

        var job = await stack.EndAsync(await stack.SubmitAsync(new()
        {
            JobName = "mnp",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = "awsb-mnp",
            NodeOverrides = new() { NumNodes = 2, NodePropertyOverrides = [new() { TargetNodes = "0:", ContainerOverrides = new() { Command = ["true"] } }] },
        }));

        Assert.True(job.Status == "SUCCEEDED", job.StatusReason);
        Assert.Equal(2, job.NodeProperties.NumNodes);
        Assert.Equal(1, (await stack.DescribeAsync(job.JobId + "#1")).NodeDetails.NodeIndex);
    }

    private async Task<string> DefinitionAsync(string name) => (await stack.RawAsync("RegisterJobDefinition", $$$"""
        {"jobDefinitionName": "{{{name}}}", "type": "container", "containerProperties": {"image": "amazonlinux", "vcpus": 1, "memory": 512, "jobRoleArn": "{{{ClientStack.JobRole}}}",
         "environment": [{"name": "PCLUSTER_STACK_NAME", "value": "cluster"}]}}
        """)).Text("jobDefinitionArn");

    /// <summary>Every member as awsbsub sends it, the empty ones too.</summary>
    private async Task<string> SubmitAsync(string definition, string command, string array = "{}", string dependsOn = "[]") => (await stack.RawAsync("SubmitJob", $$$"""
        {"jobName": "sleep", "jobQueue": "{{{ClientStack.Ec2Queue}}}", "dependsOn": {{{dependsOn}}}, "retryStrategy": {"attempts": 1}, "jobDefinition": "{{{definition}}}",
         "containerOverrides": {"command": {{{command}}}, "vcpus": 1, "memory": 128, "environment": [{"name": "PCLUSTER_JOB_S3_URL", "value": "s3://bucket/batch/job-1/"}]},
         "arrayProperties": {{{array}}} }
        """)).Text("jobId");
}
