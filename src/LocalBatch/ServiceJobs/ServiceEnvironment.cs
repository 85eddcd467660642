using LocalBatch.Resources;

namespace LocalBatch.ServiceJobs;

/// <summary>Capacity for service jobs: so many training instances at once.</summary>
internal sealed class ServiceEnvironment(string name, string arn)
{
    /// <summary>The unit that counts instances of every type.</summary>
    public const string AnyInstance = "NUM_INSTANCES";

    public string Name => name;

    public string Arn => arn;

    public bool IsEnabled { get; set; } = true;

    public LifecycleStatus Status { get; set; }

    /// <summary>Instances at most, by unit: <see cref="AnyInstance"/> alone, or instance types.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; set; } = new Dictionary<string, int>();

    /// <summary>Instances held by jobs SCHEDULED, STARTING or RUNNING, by type.</summary>
    public InstanceCounts Used { get; } = new();

    public IReadOnlyDictionary<string, string> Tags { get; set; } = Resources.Empty.Map;

    /// <summary>Whether jobs may be dispatched now; while it is UPDATING too.</summary>
    public bool TakesJobs => IsEnabled && Status is LifecycleStatus.Valid or LifecycleStatus.Updating;

    public bool CountsTypes => !Limits.ContainsKey(AnyInstance);

    /// <summary>Whether there is room for so many more instances.</summary>
    public bool Fits(ServiceDemand demand) => TakesJobs && demand.Instances.All(pair => pair.Value <= Free(pair.Key)) && FitsInAll(Used.Total, demand);

    /// <summary>Whether there would be room if nothing else ran.</summary>
    public bool CanEverFit(ServiceDemand demand) =>
        FitsInAll(0, demand) && (!CountsTypes || demand.Instances.All(pair => pair.Value <= Limits.GetValueOrDefault(pair.Key)));

    /// <summary>How many more instances of a type fit.</summary>
    public int Free(string type) => CountsTypes
        ? Limits.GetValueOrDefault(type) - Used.Of(type)
        : Limits.GetValueOrDefault(AnyInstance) - Used.Total;

    private bool FitsInAll(int used, ServiceDemand demand) => CountsTypes || used + demand.Total <= Limits.GetValueOrDefault(AnyInstance);
}

/// <summary>Instances counted by type.</summary>
internal sealed class InstanceCounts
{
    private readonly Dictionary<string, int> _byType = new(StringComparer.Ordinal);

    public int Total { get; private set; }

    /// <summary>Types of which there are any, by name.</summary>
    public IEnumerable<KeyValuePair<string, int>> All => _byType.Where(pair => pair.Value > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public int Of(string type) => _byType.GetValueOrDefault(type);

    public void Add(ServiceDemand demand) => Count(demand, 1);

    public void Remove(ServiceDemand demand) => Count(demand, -1);

    private void Count(ServiceDemand demand, int sign)
    {
        foreach (var (type, count) in demand.Instances)
        {
            _byType[type] = Of(type) + (sign * count);
            Total += sign * count;
        }
    }
}

/// <summary>Instances that one service job takes, by type.</summary>
internal sealed record ServiceDemand(IReadOnlyDictionary<string, int> Instances)
{
    public int Total => Instances.Values.Sum();

    public int Of(string type) => Instances.GetValueOrDefault(type);
}
