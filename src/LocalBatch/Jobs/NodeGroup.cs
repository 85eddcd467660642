using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>The nodes of a multi-node parallel job.</summary>
/// <param name="Count">How many, 1 to 1,000.</param>
/// <param name="Main">Index of the main node.</param>
/// <param name="Ranges">In the order of the definition; of those that hold a node, the smallest counts.</param>
internal sealed record NodeGroup(int Count, int Main, IReadOnlyList<NodeRange> Ranges)
{
    private readonly NodeRange[] _byIndex = [.. Enumerable.Range(0, Count).Select(index => Innermost(Ranges, index))];

    /// <summary>All nodes together, and the largest of them: each has a host of its own.</summary>
    public ResourceDemand Demand
    {
        get
        {
            var each = _byIndex.Select(range => range.Demand).ToList();

            return new(Fit(each.Sum(one => (long)one.MilliVcpus)), Fit(each.Sum(one => (long)one.MemoryMiB)), Fit(each.Sum(one => (long)one.Gpus)))
            {
                LargestMilliVcpus = Math.Max(1, each.Max(one => one.MilliVcpus)),
                LargestMemoryMiB = each.Max(one => one.MemoryMiB),
                InstanceType = Ranges.Select(range => range.InstanceType).FirstOrDefault(type => type is not null),
            };
        }
    }

    /// <summary>What all nodes need together of consumable resources.</summary>
    public IReadOnlyList<ConsumableNeed> Consumables { get; } = ConsumableNeed.Sum(
        Enumerable.Range(0, Count).SelectMany(index => Innermost(Ranges, index).Consumables));

    public NodeRange Of(int index) => _byIndex[index];

    // AWS: where ranges are nested, the inner one overrides the outer (API_NodeRangeProperty).
    private static NodeRange Innermost(IReadOnlyList<NodeRange> ranges, int index) =>
        ranges.Where(range => range.First <= index && index <= range.Last).MinBy(range => range.Last - range.First)
            ?? throw new InvalidOperationException($"No node range holds node {index}.");

    private static int Fit(long sum) => (int)Math.Min(sum, int.MaxValue);
}

/// <summary>What some of the nodes run.</summary>
/// <param name="First">Index of the first node.</param>
/// <param name="Last">Index of the last node.</param>
/// <param name="Container">The one container; <see cref="ContainerTemplate.None"/> where there are several.</param>
/// <param name="Task">Several containers, or <c>null</c>.</param>
internal sealed record NodeRange(int First, int Last, ContainerTemplate Container, TaskTemplate? Task)
{
    /// <summary>The role of its task, or <c>null</c>.</summary>
    public string? JobRoleArn { get; init; }

    /// <summary>The type of instance that its nodes want, <c>instanceTypes</c> or the container's <c>instanceType</c>; <c>null</c>: any.</summary>
    public string? InstanceType { get; init; }

    /// <summary>What each of its nodes needs of consumable resources.</summary>
    public IReadOnlyList<ConsumableNeed> Consumables { get; init; } = [];

    /// <summary>What one node takes of its host.</summary>
    public ResourceDemand Demand => (Task?.Demand ?? Container.Resources.Demand) with { InstanceType = InstanceType };
}
