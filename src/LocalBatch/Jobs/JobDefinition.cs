using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>One revision of a job definition. Immutable; whether it is ACTIVE is the register's business.</summary>
internal sealed record JobDefinition
{
    public required string Name { get; init; }

    public required int Revision { get; init; }

    public required string Arn { get; init; }

    public required ContainerTemplate Container { get; init; }

    public required Platform Platform { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = Empty.Map;

    public RetryStrategy? Retry { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool? PropagateTags { get; init; }

    public IReadOnlyList<Resources.ConsumableNeed> Consumables { get; init; } = [];

    public int? SchedulingPriority { get; init; }

    /// <summary>What it runs where that is not <see cref="Container"/>: several containers or nodes.</summary>
    public Workload? Workload { get; init; }
}
