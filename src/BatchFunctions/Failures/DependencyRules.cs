using System.Text.Json.Serialization;
using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>What has become of the jobs that a failed one depended on.</summary>
internal sealed record DependencyFates
{
    /// <summary>It depends on nothing, or all of that has succeeded.</summary>
    public static readonly DependencyFates None = new();

    /// <summary>What a next try has to wait for: what has not succeeded yet, and what stands in for what has failed.</summary>
    public IReadOnlyList<Dependency> WaitFor { get; init; } = [];

    /// <summary>Those that have failed, or are known to nobody any more, and nothing stands in for them.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>Those that have failed and about which nothing is decided.</summary>
    public IReadOnlyList<string> Undecided { get; init; } = [];

    /// <summary>One at least has failed, whatever stands in for it.</summary>
    public bool HasFailed { get; init; }

    public static DependencyFates Waiting(Dependency dependency) => new() { WaitFor = [dependency] };

    public DependencyFates With(DependencyFates other) => new()
    {
        WaitFor = [.. WaitFor, .. other.WaitFor],
        Lost = [.. Lost, .. other.Lost],
        Undecided = [.. Undecided, .. other.Undecided],
        HasFailed = HasFailed || other.HasFailed,
    };
}

/// <summary>Decides whether a failed job can be tried again, as far as what it depends on is concerned.</summary>
internal static class DependencyRules
{
    public static readonly string TooMany =
        $"More than {RequestRules.MostDependencies} jobs stand in for what it depends on, and AWS Batch takes no more dependencies.";

    /// <returns><c>null</c> where it can, waiting for <see cref="DependencyFates.WaitFor"/>.</returns>
    public static Verdict? Hinder(DependencyFates fates) => fates switch
    {
        { Lost: [var lost, ..] } => new Verdict.GiveUp($"It depends on {lost}, which is not resubmitted."),
        { Undecided.Count: > 0 } => new Verdict.NotYet(),
        { WaitFor.Count: > RequestRules.MostDependencies } => new Verdict.GiveUp(TooMany),
        _ => null,
    };

    /// <param name="job">A job that failed with DependencyFailed.</param>
    public static Verdict Cascade(JobRecord job, DependencyFates fates) => (Hinder(fates), fates) switch
    {
        ({ } hindrance, _) => hindrance,
        // AWS Batch says that one has failed, and shows none: its own news are behind.
        (null, { HasFailed: false, WaitFor.Count: > 0 }) => new Verdict.NotYet(),
        (null, { HasFailed: false }) => new Verdict.GiveUp("AWS Batch says that a job it depends on has failed, and all of them have succeeded."),
        _ => new Verdict.Resubmit(Changes.None, TimeSpan.Zero, "What it depends on is resubmitted.", fates.WaitFor),
    };
}

/// <summary>What a single job waits for that stands in for a child of an array: pairs and orders of children become single ids.</summary>
internal static class ChildDependency
{
    public static Dependency Of(Dependency dependency, int index) => dependency switch
    {
        { InsteadOf: { } arrayId, Type: "N_TO_N" } => Instead(ArrayChild.IdOf(arrayId, index)),
        { InsteadOf: { } arrayId, Type: "SEQUENTIAL" } => Instead(ArrayChild.IdOf(arrayId, index - 1)),
        { JobId: { } arrayId, Type: "N_TO_N" } => new Dependency(null, null, ArrayChild.IdOf(arrayId, index), null),
        _ => dependency with { Type = null },
    };

    private static Dependency Instead(string failedJobId) => new(null, failedJobId, null, null) { InsteadOf = failedJobId };
}

/// <summary>Fates as text, by which children with the same are found.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DependencyFates))]
internal sealed partial class FatesJson : JsonSerializerContext;
