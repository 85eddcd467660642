using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;

namespace EndToEnd.Tests;

/// <summary>What a stack without a template needs before a job can run, and jobs for it.</summary>
internal static class BatchSetup
{
    private static int _definitions;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A queue <c>q</c> over 64 vCPUs.</summary>
    public static async Task QueueAsync(AmazonBatchClient batch, LocalCloudProcess stack)
    {
        await batch.CreateComputeEnvironmentAsync(
            new()
            {
                ComputeEnvironmentName = "ce",
                Type = CEType.MANAGED,
                ComputeResources = new()
                {
                    Type = CRType.EC2,
                    MinvCpus = 0,
                    MaxvCpus = 64,
                    InstanceTypes = ["optimal"],
                    InstanceRole = "ecsInstanceRole",
                    Subnets = ["subnet-1"],
                    SecurityGroupIds = ["sg-1"],
                },
            },
            Cancellation);
        await Wait.UntilAsync(
            async () => (await batch.DescribeComputeEnvironmentsAsync(new() { ComputeEnvironments = ["ce"] }, Cancellation)).ComputeEnvironments[0].Status.Value,
            status => status == "VALID", "the compute environment", () => stack.Output);
        await batch.CreateJobQueueAsync(new() { JobQueueName = "q", Priority = 1, ComputeEnvironmentOrder = [new() { Order = 1, ComputeEnvironment = "ce" }] }, Cancellation);
        await Wait.UntilAsync(
            async () => (await batch.DescribeJobQueuesAsync(new() { JobQueues = ["q"] }, Cancellation)).JobQueues[0].Status.Value,
            status => status == "VALID", "the job queue", () => stack.Output);
    }

    /// <summary>Registers a definition and submits a job of it.</summary>
    public static async Task<string> SubmitAsync(AmazonBatchClient batch, string[] command, Action<ContainerProperties>? change = null)
    {
        ContainerProperties properties = new()
        {
            Image = "busybox",
            Command = [.. command],
            ResourceRequirements = [new() { Type = ResourceType.VCPU, Value = "1" }, new() { Type = ResourceType.MEMORY, Value = "128" }],
        };
        change?.Invoke(properties);
        var name = string.Create(CultureInfo.InvariantCulture, $"d{Interlocked.Increment(ref _definitions)}");
        await batch.RegisterJobDefinitionAsync(new() { JobDefinitionName = name, Type = JobDefinitionType.Container, ContainerProperties = properties }, Cancellation);

        return (await batch.SubmitJobAsync(new() { JobName = name, JobQueue = "q", JobDefinition = name }, Cancellation)).JobId;
    }

    /// <summary>Waits for a status, and gives up at once when the job ends in another.</summary>
    public static Task<JobDetail> StatusAsync(AmazonBatchClient batch, LocalCloudProcess stack, string jobId, string wanted) => Wait.UntilAsync(
        async () => Assert.Single((await batch.DescribeJobsAsync(new DescribeJobsRequest { Jobs = [jobId] }, Cancellation)).Jobs),
        job =>
        {
            Assert.False(
                job.Status != wanted && (job.Status == "SUCCEEDED" || job.Status == "FAILED"),
                $"{job.JobId} is {job.Status} ({job.StatusReason}, {job.Container?.ExitCode}, {job.Container?.Reason})\n{stack.Output}");

            return job.Status == wanted;
        },
        $"{wanted} of {jobId}",
        () => stack.Output);
}
