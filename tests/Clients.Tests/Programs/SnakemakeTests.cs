using Amazon.Batch;
using Amazon.Batch.Model;

namespace Clients.Tests.Programs;

/// <summary>Snakemake's executor plugin: asks what the queue is, registers a definition for each job, and cleans up after it.</summary>
[Collection(ClientCollection.Name)]
public sealed class SnakemakeTests(ClientStack stack)
{
    [Fact]
    public async Task A_rule_runs_and_everything_is_cleaned_up_behind_it()
    {
        Assert.Equal("EC2", await PlatformAsync());
        var definition = await RegisterAsync("snakejob-def-align-1", "echo aligned");

        var id = await stack.SubmitAsync(new()
        {
            JobName = "snakejob-align-1",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = $"{definition.JobDefinitionName}:{definition.Revision}",
            Tags = new() { ["project"] = "reads" },
            RetryStrategy = new()
            {
                Attempts = 2,
                EvaluateOnExit = [new() { OnStatusReason = "Host EC2*", Action = RetryAction.RETRY }, new() { OnReason = "*", Action = RetryAction.EXIT }],
            },
        });
        var job = await stack.EndAsync(id);
        await CleanUpAsync(job);

        Assert.Equal((JobStatus.SUCCEEDED, 0), (job.Status, job.Container.ExitCode));
        Assert.Equal(definition.JobDefinitionArn, job.JobDefinition);
        Assert.Equal((JobStatus.SUCCEEDED, false), ((await stack.DescribeAsync(id)).Status, (await stack.DescribeAsync(id)).IsTerminated));
        Assert.Equal("INACTIVE", await StatusOfAsync(definition.JobDefinitionArn));
    }

    [Fact]
    public async Task A_rule_that_fails_is_told_with_exit_code_and_reason()
    {
        var definition = await RegisterAsync("snakejob-def-align-2", "exit 5");

        var job = await stack.EndAsync(await stack.SubmitAsync(new()
        {
            JobName = "snakejob-align-2",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = $"{definition.JobDefinitionName}:{definition.Revision}",
        }));
        await CleanUpAsync(job);

        Assert.Equal((JobStatus.FAILED, 5, "Essential container in task exited"), (job.Status, job.Container.ExitCode, job.StatusReason));
    }

    [Fact]
    public async Task A_priority_is_refused_by_a_queue_without_a_policy_as_AWS_Batch_refuses_it()
    {
        var definition = await RegisterAsync("snakejob-def-align-3", "true");

        var refusal = await Assert.ThrowsAsync<ClientException>(() => stack.SubmitAsync(new()
        {
            JobName = "snakejob-align-3",
            JobQueue = ClientStack.Ec2Queue,
            JobDefinition = $"{definition.JobDefinitionName}:{definition.Revision}",
            SchedulingPriorityOverride = 10,
        }));

        Assert.Equal(
            "Job with shareIdentifier or schedulingPriority can onlybe submitted to job queue with fair share scheduling policy.",
            refusal.Message);
    }

    /// <summary>Queue, its first environment by ARN, the environment's type.</summary>
    private async Task<string> PlatformAsync()
    {
        var queue = Assert.Single((await stack.Batch.DescribeJobQueuesAsync(new() { JobQueues = [ClientStack.Ec2Queue] }, ClientStack.Cancellation)).JobQueues);
        var environments = await stack.Batch.DescribeComputeEnvironmentsAsync(
            new() { ComputeEnvironments = [queue.ComputeEnvironmentOrder[0].ComputeEnvironment] }, ClientStack.Cancellation);

        return Assert.Single(environments.ComputeEnvironments).ComputeResources.Type.Value;
    }

    private Task<RegisterJobDefinitionResponse> RegisterAsync(string name, string command) => stack.Batch.RegisterJobDefinitionAsync(
        new()
        {
            JobDefinitionName = name,
            Type = JobDefinitionType.Container,
            ContainerProperties = new()
            {
                Image = "snakemake/snakemake:latest",
                Command = ["/bin/bash", "-c", command],
                Environment = [new() { Name = "SNAKEMAKE_PROFILE", Value = "" }],
                JobRoleArn = ClientStack.JobRole,
                Privileged = true,
                ResourceRequirements = [new() { Type = "VCPU", Value = "1" }, new() { Type = "MEMORY", Value = "1024" }],
            },
            Tags = new() { ["project"] = "reads" },
            PlatformCapabilities = ["EC2"],
            Timeout = new() { AttemptDurationSeconds = 300 },
        },
        ClientStack.Cancellation);

    /// <summary>TerminateJob of a job that is over, then DeregisterJobDefinition by the ARN that the job tells.</summary>
    private async Task CleanUpAsync(JobDetail job)
    {
        await stack.Batch.TerminateJobAsync(new() { JobId = job.JobId, Reason = "terminated by snakemake" }, ClientStack.Cancellation);
        await stack.Batch.DeregisterJobDefinitionAsync(new() { JobDefinition = job.JobDefinition }, ClientStack.Cancellation);
    }

    private async Task<string> StatusOfAsync(string arn) =>
        Assert.Single((await stack.Batch.DescribeJobDefinitionsAsync(new() { JobDefinitions = [arn] }, ClientStack.Cancellation)).JobDefinitions).Status;
}
