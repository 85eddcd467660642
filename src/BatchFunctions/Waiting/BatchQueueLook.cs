using Amazon.Batch;
using Amazon.Batch.Model;
using BatchFunctions.Wire;

namespace BatchFunctions.Waiting;

/// <summary>What AWS Batch tells of a queue and of what its jobs need.</summary>
internal interface IQueueLook
{
    /// <param name="jobQueue">Name or ARN.</param>
    /// <param name="jobId">The job whose place in it is asked for.</param>
    /// <returns><c>null</c> where there is no such queue.</returns>
    Task<QueueFacts?> FindAsync(string jobQueue, string jobId, CancellationToken cancellation);

    /// <summary>The consumable resources by name, as they are now.</summary>
    Task<IReadOnlyList<Consumed>> ConsumablesAsync(IReadOnlyList<ConsumableResourceRequirement> needed, CancellationToken cancellation);
}

/// <summary>Looks with AWS Batch's own calls: four for a queue alone, one more for each that shares its compute environments.</summary>
internal sealed class BatchQueueLook(IAmazonBatch batch) : IQueueLook
{
    /// <summary>Queues that are asked what they use; more share an environment only where somebody means to.</summary>
    private const int MostSharing = 5;

    private const string VcpuUnit = "VCPU";

    public async Task<QueueFacts?> FindAsync(string jobQueue, string jobId, CancellationToken cancellation)
    {
        // AWS: names and ARNs are both taken, and one call gives up to 100 queues (API_DescribeJobQueues).
        var name = ResourceName.Of(jobQueue);
        var all = (await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { MaxResults = 100 }, cancellation)).JobQueues ?? [];
        var queue = all.Find(one => one.JobQueueName == name)
            ?? ((await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [name] }, cancellation)).JobQueues ?? []).FirstOrDefault();
        if (queue is null)
        {
            return null;
        }

        var environments = await EnvironmentsAsync(queue, cancellation);
        var own = await SnapshotAsync(queue, cancellation);
        var sharing = new List<(JobQueueDetail Queue, GetJobQueueSnapshotResponse? Snapshot)>();
        var others = all.Where(other => other.JobQueueName != name && Shares(queue, other)).OrderByDescending(other => other.Priority).ToList();
        foreach (var other in others.Take(MostSharing))
        {
            sharing.Add((other, await SnapshotAsync(other, cancellation)));
        }

        var place = (own?.FrontOfQueue?.Jobs ?? []).FindIndex(job => IsOf(job.JobArn, jobId));

        return new(
            queue.JobQueueName,
            queue.State?.Value ?? "?",
            queue.Status?.Value ?? "?",
            queue.StatusReason,
            queue.Priority ?? 0,
            queue.SchedulingPolicyArn is { Length: > 0 },
            place < 0 ? null : place,
            // A sum of which a part is missing would seem to leave room that there is not.
            own is null || others.Count > MostSharing || sharing.Exists(other => other.Snapshot is null) ? null : Used(own) + sharing.Sum(other => other.Snapshot is null ? 0 : Used(other.Snapshot)))
        {
            Environments = environments,
            Before = [.. sharing.Where(other => other.Queue.Priority > (queue.Priority ?? 0) && other.Snapshot?.FrontOfQueue?.Jobs is { Count: > 0 }).Select(other => (other.Queue.JobQueueName, other.Queue.Priority ?? 0))],
        };
    }

    public async Task<IReadOnlyList<Consumed>> ConsumablesAsync(IReadOnlyList<ConsumableResourceRequirement> needed, CancellationToken cancellation)
    {
        var consumed = new List<Consumed>();
        foreach (var one in needed)
        {
            var name = ResourceName.Of(one.ConsumableResource);
            try
            {
                var found = await batch.DescribeConsumableResourceAsync(new DescribeConsumableResourceRequest { ConsumableResource = name }, cancellation);
                consumed.Add(new(name, one.Quantity ?? 0, found.AvailableQuantity, found.TotalQuantity));
            }
            catch (ClientException)
            {
                // AWS: one that does not exist is a client error (API_DescribeConsumableResource).
                consumed.Add(new(name, one.Quantity ?? 0, null, null));
            }
        }

        return consumed;
    }

    private async Task<IReadOnlyList<EnvironmentFacts>> EnvironmentsAsync(JobQueueDetail queue, CancellationToken cancellation)
    {
        var order = (queue.ComputeEnvironmentOrder ?? []).OrderBy(one => one.Order).Select(one => ResourceName.Of(one.ComputeEnvironment)).ToList();
        if (order.Count == 0)
        {
            return [];
        }

        var answer = await batch.DescribeComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest { ComputeEnvironments = order }, cancellation);

        return [.. (answer.ComputeEnvironments ?? []).OrderBy(one => order.IndexOf(one.ComputeEnvironmentName)).Select(Read)];
    }

    private static EnvironmentFacts Read(ComputeEnvironmentDetail environment)
    {
        var resources = environment.ComputeResources;
        var types = resources?.InstanceTypes is { Count: > 0 } instances ? string.Join(", ", instances) : resources?.Type?.Value ?? "its hosts";

        return new(environment.ComputeEnvironmentName, environment.State?.Value ?? "?", environment.Status?.Value ?? "?", environment.StatusReason, resources?.MaxvCpus, types);
    }

    private async Task<GetJobQueueSnapshotResponse?> SnapshotAsync(JobQueueDetail queue, CancellationToken cancellation)
    {
        try
        {
            return await batch.GetJobQueueSnapshotAsync(new GetJobQueueSnapshotRequest { JobQueue = queue.JobQueueName }, cancellation);
        }
        catch (ClientException)
        {
            // A queue may go between two calls; then nothing of it is known.
            return null;
        }
    }

    private static decimal Used(GetJobQueueSnapshotResponse snapshot) =>
        (snapshot.QueueUtilization?.TotalCapacityUsage ?? []).Where(one => one.CapacityUnit == VcpuUnit).Sum(one => (decimal)(one.Quantity ?? 0));

    private static bool Shares(JobQueueDetail one, JobQueueDetail other) =>
        (one.ComputeEnvironmentOrder ?? []).Select(environment => ResourceName.Of(environment.ComputeEnvironment))
            .Intersect((other.ComputeEnvironmentOrder ?? []).Select(environment => ResourceName.Of(environment.ComputeEnvironment)))
            .Any();

    /// <summary>AWS: an array stands there by its own ARN or by those of its children (API_FrontOfQueueJobSummary).</summary>
    private static bool IsOf(string? arn, string jobId) =>
        arn is not null && arn[(arn.LastIndexOf('/') + 1)..] is var id && (id == jobId || id.StartsWith($"{jobId}:", StringComparison.Ordinal));
}
