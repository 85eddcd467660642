using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>What has become of the jobs that a failed one depended on.</summary>
internal sealed record DependencyFates
{
    /// <summary>It depends on nothing, or all of that has succeeded.</summary>
    public static readonly DependencyFates None = new();

    /// <summary>What a next try has to wait for: what has not succeeded yet, and what stands in for what has failed.</summary>
    public IReadOnlyList<QueuedDependency> WaitFor { get; init; } = [];

    /// <summary>Those that have failed, or are known to nobody any more, and nothing stands in for them.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>Those that have failed and about which nothing is decided.</summary>
    public IReadOnlyList<string> Undecided { get; init; } = [];

    /// <summary>One at least has failed, whatever stands in for it.</summary>
    public bool HasFailed { get; init; }

    public static DependencyFates Waiting(QueuedDependency dependency) => new() { WaitFor = [dependency] };

    public DependencyFates With(DependencyFates other) => new()
    {
        WaitFor = [.. WaitFor, .. other.WaitFor],
        Lost = [.. Lost, .. other.Lost],
        Undecided = [.. Undecided, .. other.Undecided],
        HasFailed = HasFailed || other.HasFailed,
    };
}
