using Amazon.Batch;
using LocalBatch.Tests.ServiceJobs;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Wire;

/// <summary>The generated client's operations on policies, consumable resources, service environments, quota shares and service jobs.</summary>
public sealed class GeneratedClientResourceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policies_order_a_queue_and_are_told_of()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        using var client = EngineHandler.ClientOf(local.Engine);

        var made = await client.CreateSchedulingPolicyAsync(
            new() { Name = "fair", FairsharePolicy = new() { ShareDecaySeconds = 60, ShareDistribution = [new() { ShareIdentifier = "a*", WeightFactor = 0.5f }] } }, Cancellation);
        await client.CreateJobQueueAsync(
            new() { JobQueueName = "fq", Priority = 1, SchedulingPolicyArn = made.Arn, ComputeEnvironmentOrder = [new() { Order = 1, ComputeEnvironment = "ce" }] }, Cancellation);
        await local.SettleLifecycleAsync();
        await client.UpdateSchedulingPolicyAsync(new() { Arn = made.Arn, FairsharePolicy = new() { ComputeReservation = 10 } }, Cancellation);
        var job = await client.SubmitJobAsync(new() { JobName = "a", JobQueue = "fq", JobDefinition = "job", ShareIdentifier = "ab", SchedulingPriorityOverride = 4 }, Cancellation);
        var described = Assert.Single((await client.DescribeSchedulingPoliciesAsync(new() { Arns = [made.Arn] }, Cancellation)).SchedulingPolicies);
        var front = await client.GetJobQueueSnapshotAsync(new() { JobQueue = "fq" }, Cancellation);
        var listed = await client.ListSchedulingPoliciesAsync(new(), Cancellation);

        Assert.Equal(10, described.FairsharePolicy.ComputeReservation);
        Assert.Equal(made.Arn, Assert.Single(listed.SchedulingPolicies).Arn);
        Assert.Equal("ab", Assert.Single((await client.DescribeJobsAsync(new() { Jobs = [job.JobId] }, Cancellation)).Jobs).ShareIdentifier);
        Assert.NotNull(front.QueueUtilization.FairshareUtilization);
        var refused = await Assert.ThrowsAsync<Amazon.Batch.Model.ClientException>(() => client.DeleteSchedulingPolicyAsync(new() { Arn = made.Arn }, Cancellation));
        Assert.Equal("Cannot delete, found existing JobQueue relationship", refused.Message);
    }

    [Fact]
    public async Task Consumable_resources_are_counted()
    {
        await using var local = await LocalEngine.ReadyAsync();
        using var client = EngineHandler.ClientOf(local.Engine);

        await client.CreateConsumableResourceAsync(new() { ConsumableResourceName = "seat", TotalQuantity = 2 }, Cancellation);
        await client.SubmitJobAsync(
            new()
            {
                JobName = "a",
                JobQueue = "q",
                JobDefinition = "job",
                ConsumableResourcePropertiesOverride = new() { ConsumableResourceList = [new() { ConsumableResource = "seat", Quantity = 2 }] },
            },
            Cancellation);
        await local.Executor.NextAsync();
        var described = await client.DescribeConsumableResourceAsync(new() { ConsumableResource = "seat" }, Cancellation);
        var jobs = await client.ListJobsByConsumableResourceAsync(new() { ConsumableResource = "seat" }, Cancellation);
        var updated = await client.UpdateConsumableResourceAsync(new() { ConsumableResource = "seat", Operation = "ADD", Quantity = 1 }, Cancellation);
        var listed = await client.ListConsumableResourcesAsync(new(), Cancellation);
        await client.DeleteConsumableResourceAsync(new() { ConsumableResource = "seat" }, Cancellation);

        Assert.Equal((2, 2, 0), (described.TotalQuantity, described.InUseQuantity, described.AvailableQuantity));
        Assert.Equal((2, "STARTING"), (Assert.Single(jobs.Jobs).Quantity, jobs.Jobs[0].JobStatus));
        Assert.Equal((3, "seat"), (updated.TotalQuantity, Assert.Single(listed.ConsumableResources).ConsumableResourceName));
    }

    [Fact]
    public async Task Service_jobs_run_in_quota_shares()
    {
        await using var local = await LocalEngine.OpenAsync();
        using var client = EngineHandler.ClientOf(local.Engine);
        await local.MakeQuotaQueueAsync(1);
        var share = await client.CreateQuotaShareAsync(
            new()
            {
                QuotaShareName = "a",
                JobQueue = "sm",
                CapacityLimits = [new() { MaxCapacity = 1, CapacityUnit = ServiceWorld.Type }],
                ResourceSharingConfiguration = new() { Strategy = QuotaShareResourceSharingStrategy.RESERVE },
                PreemptionConfiguration = new() { InSharePreemption = QuotaShareInSharePreemptionState.DISABLED },
            },
            Cancellation);
        await local.SettleLifecycleAsync();

        var job = await client.SubmitServiceJobAsync(
            new()
            {
                JobName = "train",
                JobQueue = "sm",
                QuotaShareName = "a",
                ServiceJobType = ServiceJobType.SAGEMAKER_TRAINING,
                ServiceRequestPayload = $$"""{"ResourceConfig": {"InstanceType": "{{ServiceWorld.Type}}", "InstanceCount": 1} }""",
            },
            Cancellation);
        await client.UpdateServiceJobAsync(new() { JobId = job.JobId, SchedulingPriority = 3 }, Cancellation);
        await local.TrainUntilAsync(job.JobId, "SUCCEEDED");
        var described = await client.DescribeServiceJobAsync(new() { JobId = job.JobId }, Cancellation);
        var listed = await client.ListServiceJobsAsync(new() { JobQueue = "sm", JobStatus = ServiceJobStatus.SUCCEEDED }, Cancellation);
        var environment = Assert.Single((await client.DescribeServiceEnvironmentsAsync(new(), Cancellation)).ServiceEnvironments);

        Assert.Equal((3, ServiceJobStatus.SUCCEEDED, "a"), (described.SchedulingPriority, described.Status, described.QuotaShareName));
        Assert.Equal(job.JobId, Assert.Single(listed.JobSummaryList).JobId);
        Assert.Equal(ServiceEnvironmentStatus.VALID, environment.Status);
        Assert.Equal(share.QuotaShareArn, Assert.Single((await client.ListQuotaSharesAsync(new() { JobQueue = "sm" }, Cancellation)).QuotaShares).QuotaShareArn);
        Assert.Equal(share.QuotaShareArn, (await client.DescribeQuotaShareAsync(new() { QuotaShareArn = share.QuotaShareArn }, Cancellation)).QuotaShareArn);
    }
}
