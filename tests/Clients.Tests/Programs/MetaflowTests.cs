using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using EndToEnd.Tests;

namespace Clients.Tests.Programs;

/// <summary>Metaflow: asks whether the queue is of Fargate, keeps definitions by their hash, and reads its surroundings inside the job.</summary>
[Collection(ClientCollection.Name)]
public sealed class MetaflowTests(ClientStack stack)
{
    [Fact]
    public async Task A_definition_is_registered_once_and_found_by_its_hash_from_then_on()
    {
        var first = await DefinitionAsync("metaflow_once", ClientStack.Ec2Queue);
        var second = await DefinitionAsync("metaflow_once", ClientStack.Ec2Queue);

        Assert.Equal(first, second);
        Assert.EndsWith("metaflow_once:1", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_reads_its_surroundings_without_defaults_and_keeps_its_data_in_S3()
    {
        await stack.PutAsync("metaflow/data/code.sh", "echo step of $MF_TASK > artifact");
        var definition = await DefinitionAsync("metaflow_step", ClientStack.Ec2Queue);

        var id = await SubmitAsync(definition, ClientStack.Ec2Queue, $$"""
            set -e; mkdir metaflow; cd metaflow
            {{ClientStack.Aws}} s3 cp s3://{{ClientStack.Bucket}}/metaflow/data/code.sh job.sh
            bash job.sh
            {{ClientStack.Aws}} s3 cp artifact s3://{{ClientStack.Bucket}}/metaflow/data/artifact
            echo "id ${AWS_BATCH_JOB_ID?} attempt ${AWS_BATCH_JOB_ATTEMPT?} in ${AWS_BATCH_CE_NAME?} of ${AWS_BATCH_JQ_NAME?} on ${AWS_EXECUTION_ENV?}"
            {{ClientStack.Aws}} get ${ECS_CONTAINER_METADATA_URI_V4?}
            """);
        var job = await DoneAsync(id);
        var lines = await stack.LinesAsync(job.Container.LogStreamName);

        Assert.True(job.Status == JobStatus.SUCCEEDED, string.Join('\n', lines));
        Assert.Equal("step of 7\n", await stack.TextAsync("metaflow/data/artifact"));
        Assert.Equal($"id {id} attempt 1 in ec2 of ec2 on AWS_ECS_EC2", lines[^2]);
        var options = JsonElement.Parse(lines[^1]).GetProperty("LogOptions");
        Assert.Equal(("/aws/batch/job", "us-east-1", job.Container.LogStreamName), (options.Text("awslogs-group"), options.Text("awslogs-region"), options.Text("awslogs-stream")));
    }

    [Fact]
    public async Task A_step_on_Fargate_knows_that_it_is_there()
    {
        var definition = await DefinitionAsync("metaflow_fargate", ClientStack.FargateQueue);

        var job = await DoneAsync(await SubmitAsync(definition, ClientStack.FargateQueue, "echo ${AWS_EXECUTION_ENV?}"));

        Assert.Equal(["AWS_ECS_FARGATE"], await stack.LinesAsync(job.Container.LogStreamName));
    }

    [Fact]
    public async Task A_step_that_fails_is_tried_again_and_tells_its_exit_code()
    {
        var definition = await DefinitionAsync("metaflow_fails", ClientStack.Ec2Queue);

        var job = await DoneAsync(await SubmitAsync(definition, ClientStack.Ec2Queue, "exit 3", attempts: 2));

        Assert.Equal((JobStatus.FAILED, 3, 2), (job.Status, job.Container.ExitCode, job.Attempts.Count));
        Assert.Null(job.Container.Reason);
    }

    [Fact]
    public async Task Unfinished_jobs_are_listed_by_status_and_killed()
    {
        var definition = await DefinitionAsync("metaflow_kill", ClientStack.Ec2Queue);
        var id = await SubmitAsync(definition, ClientStack.Ec2Queue, "trap 'exit 143' TERM; sleep 600 & wait");
        await stack.UntilAsync(id, "RUNNING");

        var found = new List<string>();
        foreach (var status in (JobStatus[])[JobStatus.SUBMITTED, JobStatus.PENDING, JobStatus.RUNNABLE, JobStatus.STARTING, JobStatus.RUNNING])
        {
            await foreach (var job in stack.Batch.Paginators.ListJobs(new() { JobQueue = ClientStack.Ec2Queue, JobStatus = status }).JobSummaryList)
            {
                found.Add(job.JobId);
            }
        }

        await stack.Batch.TerminateJobAsync(new() { JobId = id, Reason = "Metaflow initiated job termination." }, ClientStack.Cancellation);

        Assert.Contains(id, found);
        Assert.Equal("Metaflow initiated job termination.", (await DoneAsync(id)).StatusReason);
    }

    [Fact]
    public async Task A_step_of_nodes_runs_with_its_main_node_s_command_apart_from_the_others()
    {
        const string container = """{"image": "python:3.13", "command": ["echo", "hello world"], "resourceRequirements": [{"value": "1", "type": "VCPU"}, {"value": "4096", "type": "MEMORY"}]}""";
        await stack.RawAsync("RegisterJobDefinition", $$"""
            {"jobDefinitionName": "metaflow_nodes", "type": "multinode", "propagateTags": true, "nodeProperties": {"numNodes": 3, "mainNode": 0, "nodeRangeProperties": [
             {"targetNodes": "0:0", "container": {{container}} }, {"targetNodes": "1:2", "container": {{container}} }]} }
            """);

        var job = await stack.EndAsync(await stack.SubmitAsync(new()
        {
            JobName = "nodes",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = "metaflow_nodes",
            NodeOverrides = new() { NodePropertyOverrides = [new() { TargetNodes = "0:0", ContainerOverrides = new() { Command = ["sh", "-c", "echo $AWS_BATCH_JOB_NODE_INDEX of $AWS_BATCH_JOB_NUM_NODES"] } }] },
        }));

        Assert.True(job.Status == "SUCCEEDED", job.StatusReason);
        Assert.Equal(["0 of 3"], await stack.LinesAsync(Assert.Single(job.Attempts).Container.LogStreamName));
        var nodes = (await stack.Batch.ListJobsAsync(new() { MultiNodeJobId = job.JobId, JobStatus = JobStatus.SUCCEEDED }, ClientStack.Cancellation)).JobSummaryList;
        Assert.Contains(nodes, node => node.NodeProperties.IsMainNode == true);
    }

    /// <summary>The definition with this name that is ACTIVE; where there is none, one for the platform of the queue's first environment.</summary>
    private async Task<string> DefinitionAsync(string name, string queue)
    {
        var order = Assert.Single((await stack.Batch.DescribeJobQueuesAsync(new() { JobQueues = [queue] }, ClientStack.Cancellation)).JobQueues).ComputeEnvironmentOrder;
        var environment = (await stack.Batch.DescribeComputeEnvironmentsAsync(new() { ComputeEnvironments = [order[0].ComputeEnvironment] }, ClientStack.Cancellation)).ComputeEnvironments[0];
        var isFargate = environment.ComputeResources.Type == CRType.FARGATE;
        var found = await stack.Batch.DescribeJobDefinitionsAsync(new() { JobDefinitionName = name, Status = "ACTIVE" }, ClientStack.Cancellation);
        if (found.JobDefinitions.Count > 0)
        {
            return found.JobDefinitions[0].JobDefinitionArn;
        }

        return (await stack.Batch.RegisterJobDefinitionAsync(
            new()
            {
                JobDefinitionName = name,
                Type = JobDefinitionType.Container,
                PropagateTags = true,
                PlatformCapabilities = isFargate ? ["FARGATE"] : null,
                ContainerProperties = new()
                {
                    Image = "python:3.13",
                    JobRoleArn = ClientStack.JobRole,
                    Command = ["echo", "hello world"],
                    ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "4096" }],
                    ExecutionRoleArn = isFargate ? ClientStack.ExecutionRole : null,
                    NetworkConfiguration = isFargate ? new() { AssignPublicIp = AssignPublicIp.ENABLED } : null,
                    EphemeralStorage = isFargate ? new() { SizeInGiB = 100 } : null,
                    LinuxParameters = isFargate ? null : new(),
                },
            },
            ClientStack.Cancellation)).JobDefinitionArn;
    }

    private Task<string> SubmitAsync(string definition, string queue, string script, int attempts = 1) => stack.SubmitAsync(new()
    {
        JobName = "flow_1_step_7_0",
        JobQueue = queue,
        JobDefinition = definition,
        ContainerOverrides = new()
        {
            Command = ["bash", "-c", script],
            ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "4096" }],
            Environment = [ClientStack.Dotnet, new() { Name = "MF_TASK", Value = "7" }, new() { Name = "METAFLOW_DATASTORE", Value = "s3" }],
        },
        RetryStrategy = new() { Attempts = attempts },
        Timeout = new() { AttemptDurationSeconds = 432_000 },
        Tags = new() { ["metaflow.step_name"] = "step" },
    });

    /// <summary>Loops while <c>jobs</c> is empty and until <c>stoppedAt</c> is above zero.</summary>
    private async Task<JobDetail> DoneAsync(string id)
    {
        var described = await Wait.UntilAsync(
            () => stack.Batch.DescribeJobsAsync(new() { Jobs = [id] }, ClientStack.Cancellation),
            answer => answer.Jobs.Count == 1 && answer.Jobs[0].StoppedAt > 0,
            $"the end of job {id}",
            () => stack.Process.Output);

        return described.Jobs[0];
    }
}
