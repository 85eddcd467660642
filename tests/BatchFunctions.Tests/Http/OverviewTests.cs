using System.Text.Json;
using Amazon.Batch.Model;
using BatchFunctions.Overview;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Tests.Http;

public sealed class OverviewTests
{
    private const string Head = "22222222-2222-4222-8222-222222222222";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private readonly FunctionStack _stack = new();

    private readonly ScriptedBatch _batch = ScriptedBatch.Create()
        .On((DescribeJobQueuesRequest _) => new DescribeJobQueuesResponse
        {
            JobQueues =
            [
                new() { JobQueueName = "default", State = "ENABLED", Status = "VALID", Priority = 1, ComputeEnvironmentOrder = [new() { Order = 2, ComputeEnvironment = "arn:aws:batch:us-east-1:1:compute-environment/spot" }, new() { Order = 1, ComputeEnvironment = "fargate" }] },
                new() { JobQueueName = "spot", State = "DISABLED", Status = "INVALID", StatusReason = "no role", Priority = 2, ComputeEnvironmentOrder = [] },
            ],
        })
        .On((DescribeComputeEnvironmentsRequest _) => new DescribeComputeEnvironmentsResponse
        {
            ComputeEnvironments = [new() { ComputeEnvironmentName = "fargate", State = "ENABLED", Status = "VALID", ComputeResources = new() { MaxvCpus = 16 } }, new() { ComputeEnvironmentName = "spot", State = "DISABLED", Status = "VALID", ComputeResources = new() { MaxvCpus = 8 } }],
        })
        .On((GetJobQueueSnapshotRequest asked) => asked.JobQueue == "spot"
            ? throw new ClientException("The queue is going.")
            : new GetJobQueueSnapshotResponse { QueueUtilization = new() { TotalCapacityUsage = [new() { CapacityUnit = "VCPU", Quantity = 2.5 }] } });

    private async Task<JsonElement> AskAsync()
    {
        var handler = _stack.HandlerWith<DescribeOverviewHandler>(services => services.AddSingleton(_batch.Client));
        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(handler.DescribeOverview(new(), _stack.Context))).Body);

        return document.RootElement.Clone();
    }

    [Fact]
    public async Task A_queue_is_told_with_what_is_open_what_waits_longest_and_what_it_uses()
    {
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: "new", createdAt: A.Noon), None);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: "old", createdAt: A.Noon.AddHours(-1)), None);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: "runs"), None);

        var queue = (await AskAsync()).GetProperty("queues")[0];

        Assert.Equal((2, 1), (queue.GetProperty("open").GetProperty("RUNNABLE").GetInt32(), queue.GetProperty("open").GetProperty("RUNNING").GetInt32()));
        Assert.Equal("old", queue.GetProperty("oldestWaiting").GetProperty("jobId").GetString());
        // Of the environment that takes jobs alone.
        Assert.Equal((2.5, 16), (queue.GetProperty("usedVcpus").GetDouble(), queue.GetProperty("maxVcpus").GetInt32()));
        Assert.Equal(["fargate", "spot"], queue.GetProperty("computeEnvironments").EnumerateArray().Select(name => name.GetString()));
        Assert.False(queue.TryGetProperty("blockedBy", out _));
    }

    [Fact]
    public async Task A_blocked_queue_is_told_with_the_job_at_its_head_and_why()
    {
        var change = A.Change(JobStatus.Runnable, jobId: Head, name: "big") with { StatusReason = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - too big" };
        await _stack.Jobs.AdvanceAsync(change, None);
        await _stack.Jobs.MarkBlockedAsync(change, None);
        await _stack.Queues.RecordAsync(new(change.JobQueue, Head, A.Noon), None);

        var block = (await AskAsync()).GetProperty("queues")[0].GetProperty("blockedBy");

        Assert.Equal((Head, "big", change.StatusReason), (block.GetProperty("jobId").GetString(), block.GetProperty("jobName").GetString(), block.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_queue_whose_snapshot_is_refused_is_told_without_figures()
    {
        var queue = (await AskAsync()).GetProperty("queues")[1];

        Assert.Equal(("spot", "DISABLED", "INVALID", "no role"), (queue.GetProperty("name").GetString(), queue.GetProperty("state").GetString(), queue.GetProperty("status").GetString(), queue.GetProperty("statusReason").GetString()));
        Assert.False(queue.TryGetProperty("usedVcpus", out _) || queue.TryGetProperty("maxVcpus", out _));
    }

    [Fact]
    public async Task Failures_of_a_day_are_counted_by_cause_the_most_frequent_first()
    {
        foreach (var (jobId, cause, hours) in (IEnumerable<(string, string, int)>)[("a", "Timeout", 1), ("b", "OutOfMemory", 2), ("c", "OutOfMemory", 3), ("d", "OutOfMemory", 30)])
        {
            await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: jobId, createdAt: A.Noon.AddHours(-hours)) with { Cause = cause }, None);
        }

        var causes = (await AskAsync()).GetProperty("failed").GetProperty("causes").EnumerateArray().ToList();

        Assert.Equal([("OutOfMemory", 2, "b"), ("Timeout", 1, "a")], causes.Select(one => (one.GetProperty("cause").GetString(), one.GetProperty("count").GetInt32(), one.GetProperty("newest").GetProperty("jobId").GetString())));
    }
}
