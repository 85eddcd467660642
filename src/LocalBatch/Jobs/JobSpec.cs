using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>What was submitted. Never changes; the children of an array share their parent's.</summary>
internal sealed record JobSpec
{
    /// <summary>Order of submission, unique, rising.</summary>
    public required long Sequence { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required JobQueue Queue { get; init; }

    public required JobDefinition Definition { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Only what the submission said; the definition's defaults are not in it.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    public ContainerOverrides? Overrides { get; init; }

    /// <summary>What it runs, where that is not the one container of its definition, the submission's overrides laid over it.</summary>
    public Workload? Workload { get; init; }

    /// <summary>Replaces the definition's as a whole.</summary>
    public RetryStrategy? RetryOverride { get; init; }

    public TimeSpan? TimeoutOverride { get; init; }

    public bool? PropagateTagsOverride { get; init; }

    public IReadOnlyList<Dependency> DependsOn { get; init; } = [];

    /// <summary>Children of an array job; 0 for any other.</summary>
    public int ArraySize { get; init; }

    /// <summary>Whose job it is, in a queue with fair share.</summary>
    public string? ShareIdentifier { get; init; }

    /// <summary>0 to 9999.</summary>
    public int? PriorityOverride { get; init; }

    /// <summary>Replaces the definition's as a whole.</summary>
    public IReadOnlyList<ConsumableNeed>? ConsumablesOverride { get; init; }

    /// <summary>What the job names of its own, without that of its nodes.</summary>
    public IReadOnlyList<ConsumableNeed> OwnConsumables => ConsumablesOverride ?? Definition.Consumables;

    /// <summary>What it holds in all while it runs.</summary>
    // Inferred: nodes are placed together, so that what each of them needs must be there at once.
    public IReadOnlyList<ConsumableNeed> Consumables => Workload?.Nodes is { Consumables: { Count: > 0 } ofNodes }
        ? ConsumableNeed.Sum([.. OwnConsumables, .. ofNodes])
        : OwnConsumables;

    public required ResourceDemand Demand { get; init; }

    /// <summary>Order within a share, highest first.</summary>
    public int SchedulingPriority => PriorityOverride ?? Definition.SchedulingPriority ?? 0;

    public RetryStrategy Retry => RetryOverride ?? Definition.Retry ?? RetryStrategy.Once;

    public TimeSpan? Timeout => TimeoutOverride ?? Definition.Timeout;

    public bool? PropagateTags => PropagateTagsOverride ?? Definition.PropagateTags;

    public IReadOnlyDictionary<string, string> EffectiveParameters => ParameterSubstitution.Merge(Definition.Parameters, Parameters);

    public bool HasNodes => Workload?.Nodes is not null;

    /// <summary>The container with overrides merged and placeholders filled. Computed anew each time: a million waiting jobs keep none.</summary>
    public ContainerTemplate ResolveContainer()
    {
        return Fill(Definition.Container.With(Overrides));
    }

    /// <summary>The container with placeholders of its command filled.</summary>
    public ContainerTemplate Fill(ContainerTemplate container) =>
        container with { Command = ParameterSubstitution.Substitute(container.Command, EffectiveParameters) };
}

/// <summary>One entry of <c>dependsOn</c>.</summary>
/// <param name="On">The job waited for; <c>null</c> for SEQUENTIAL within the array itself.</param>
/// <param name="Type">As submitted: SEQUENTIAL, N_TO_N or nothing.</param>
internal sealed record Dependency(JobKey? On, DependencyType? Type);

internal enum DependencyType : byte
{
    Sequential,
    NToN,
}
