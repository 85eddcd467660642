using Amazon.Batch;
using Amazon.Batch.Model;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Wire;

/// <summary>Every operation of the generated client against the engine.</summary>
public sealed class GeneratedClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compute_environments_are_made_described_changed_and_deleted()
    {
        await using var local = await LocalEngine.OpenAsync();
        using var client = EngineHandler.ClientOf(local.Engine);

        var made = await client.CreateComputeEnvironmentAsync(Environment("ce"), Cancellation);
        await local.SettleLifecycleAsync();
        var before = Assert.Single((await client.DescribeComputeEnvironmentsAsync(new() { ComputeEnvironments = ["ce"] }, Cancellation)).ComputeEnvironments);
        await client.UpdateComputeEnvironmentAsync(new() { ComputeEnvironment = "ce", State = CEState.DISABLED }, Cancellation);
        await local.SettleLifecycleAsync();
        var after = Assert.Single((await client.DescribeComputeEnvironmentsAsync(new(), Cancellation)).ComputeEnvironments);
        await client.DeleteComputeEnvironmentAsync(new() { ComputeEnvironment = "ce" }, Cancellation);

        Assert.Equal(made.ComputeEnvironmentArn, before.ComputeEnvironmentArn);
        Assert.Equal((CEStatus.VALID, CEState.ENABLED, 16), (before.Status, before.State, before.ComputeResources.MaxvCpus));
        Assert.Equal(CEState.DISABLED, after.State);
    }

    [Fact]
    public async Task Job_queues_are_made_described_changed_and_deleted()
    {
        await using var local = await LocalEngine.OpenAsync();
        using var client = EngineHandler.ClientOf(local.Engine);
        await local.CreateEnvironmentAsync("ce", 4);

        var made = await client.CreateJobQueueAsync(
            new() { JobQueueName = "q", Priority = 7, ComputeEnvironmentOrder = [new() { Order = 1, ComputeEnvironment = "ce" }] }, Cancellation);
        await local.SettleLifecycleAsync();
        await client.UpdateJobQueueAsync(new() { JobQueue = "q", State = JQState.DISABLED, Priority = 8 }, Cancellation);
        await local.SettleLifecycleAsync();
        var queue = Assert.Single((await client.DescribeJobQueuesAsync(new() { JobQueues = [made.JobQueueArn] }, Cancellation)).JobQueues);
        await client.DeleteJobQueueAsync(new() { JobQueue = "q" }, Cancellation);

        Assert.Equal(("q", 8, JQState.DISABLED), (queue.JobQueueName, queue.Priority, queue.State));
    }

    [Fact]
    public async Task Job_definitions_are_registered_described_and_deregistered()
    {
        await using var local = await LocalEngine.OpenAsync();
        using var client = EngineHandler.ClientOf(local.Engine);

        var first = await client.RegisterJobDefinitionAsync(Definition("d"), Cancellation);
        var second = await client.RegisterJobDefinitionAsync(Definition("d"), Cancellation);
        await client.DeregisterJobDefinitionAsync(new() { JobDefinition = first.JobDefinitionArn }, Cancellation);
        var active = await client.DescribeJobDefinitionsAsync(new() { JobDefinitionName = "d", Status = "ACTIVE" }, Cancellation);

        Assert.Equal((1, 2), (first.Revision, second.Revision));
        var definition = Assert.Single(active.JobDefinitions);
        Assert.Equal(("d", 2, "busybox"), (definition.JobDefinitionName, definition.Revision, definition.ContainerProperties.Image));
        Assert.Equal("A", Assert.Single(definition.ContainerProperties.Environment).Name);
    }

    [Fact]
    public async Task A_job_is_submitted_described_listed_and_terminated()
    {
        await using var local = await LocalEngine.ReadyAsync();
        using var client = EngineHandler.ClientOf(local.Engine);

        var submitted = await client.SubmitJobAsync(
            new() { JobName = "a", JobQueue = "q", JobDefinition = "job", Parameters = new() { ["x"] = "y" }, Tags = new() { ["team"] = "ops" } },
            Cancellation);
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync(submitted.JobId, "RUNNING");
        var listed = new List<string>();
        await foreach (var summary in client.Paginators.ListJobs(new() { JobQueue = "q", JobStatus = JobStatus.RUNNING }).JobSummaryList.WithCancellation(Cancellation))
        {
            listed.Add(summary.JobId);
        }

        await client.TerminateJobAsync(new() { JobId = submitted.JobId, Reason = "enough" }, Cancellation);
        await local.UntilAsync(submitted.JobId, "FAILED");
        var job = Assert.Single((await client.DescribeJobsAsync(new() { Jobs = [submitted.JobId] }, Cancellation)).Jobs);

        Assert.Equal([submitted.JobId], listed);
        Assert.Equal((JobStatus.FAILED, "enough", true), (job.Status, job.StatusReason, job.IsTerminated));
        Assert.Equal(("y", "ops"), (job.Parameters["x"], job.Tags["team"]));
        Assert.Equal(local.Clock.GetUtcNow().ToUnixTimeMilliseconds(), job.StoppedAt);
    }

    [Fact]
    public async Task Jobs_are_cancelled_and_terminated_alone_and_in_bulk()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        using var client = EngineHandler.ClientOf(local.Engine);
        var running = await local.SubmitAsync(name: "running");
        var waiting = new List<string> { await local.SubmitAsync(name: "one"), await local.SubmitAsync(name: "two"), await local.SubmitAsync(name: "three") };
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync(running, "RUNNING");

        await client.CancelJobAsync(new() { JobId = waiting[0], Reason = "r" }, Cancellation);
        var cancelled = await client.CancelJobsAsync(new() { Jobs = waiting[1..], Reason = "r" }, Cancellation);
        var terminated = await client.TerminateJobsAsync(new() { Jobs = [running], Reason = "r" }, Cancellation);

        Assert.Equal(waiting[1..].Order(StringComparer.Ordinal), cancelled.Successful.Order(StringComparer.Ordinal));
        Assert.Equal([running], terminated.Successful);
        foreach (var id in waiting.Append(running))
        {
            await local.UntilAsync(id, "FAILED");
        }
    }

    [Fact]
    public async Task Tags_are_set_read_and_removed_by_the_ARN_in_the_path()
    {
        await using var local = await LocalEngine.ReadyAsync();
        using var client = EngineHandler.ClientOf(local.Engine);
        var arn = Assert.Single((await client.DescribeJobQueuesAsync(new(), Cancellation)).JobQueues).JobQueueArn;

        await client.TagResourceAsync(new() { ResourceArn = arn, Tags = new() { ["cost centre"] = "a/b + c", ["team"] = "ops" } }, Cancellation);
        var before = await client.ListTagsForResourceAsync(new() { ResourceArn = arn }, Cancellation);
        await client.UntagResourceAsync(new() { ResourceArn = arn, TagKeys = ["cost centre", "no such key"] }, Cancellation);
        var after = await client.ListTagsForResourceAsync(new() { ResourceArn = arn }, Cancellation);

        Assert.Equal(("a/b + c", "ops"), (before.Tags["cost centre"], before.Tags["team"]));
        Assert.Equal(["team"], after.Tags.Keys);
    }

    [Fact]
    public async Task A_refusal_is_the_ClientException_of_the_package()
    {
        await using var local = await LocalEngine.ReadyAsync();
        using var client = EngineHandler.ClientOf(local.Engine);

        var error = await Assert.ThrowsAsync<Amazon.Batch.Model.ClientException>(() =>
            client.SubmitJobAsync(new() { JobName = "a", JobQueue = "no-such-queue", JobDefinition = "job" }, Cancellation));

        Assert.Equal((400, "ClientException"), ((int)error.StatusCode, error.ErrorCode));
        Assert.NotEmpty(error.RequestId);
    }

    private static CreateComputeEnvironmentRequest Environment(string name) => new()
    {
        ComputeEnvironmentName = name,
        Type = CEType.MANAGED,
        ComputeResources = new()
        {
            Type = CRType.FARGATE,
            MaxvCpus = 16,
            Subnets = ["subnet-1"],
            SecurityGroupIds = ["sg-1"],
        },
    };

    private static RegisterJobDefinitionRequest Definition(string name) => new()
    {
        JobDefinitionName = name,
        Type = JobDefinitionType.Container,
        ContainerProperties = new()
        {
            Image = "busybox",
            Command = ["true"],
            Environment = [new() { Name = "A", Value = "B" }],
            ResourceRequirements = [new() { Type = ResourceType.VCPU, Value = "1" }, new() { Type = ResourceType.MEMORY, Value = "128" }],
        },
    };
}
