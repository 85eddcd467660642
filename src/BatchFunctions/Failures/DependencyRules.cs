using System.Text.Json.Serialization;
using BatchFunctions.Jobs;
using BatchFunctions.Records;

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

/// <summary>
/// Looks what has become of the jobs that a failed one depended on, in the table and, of those that are open there, at AWS
/// Batch: the news of a job may come long after those of what waited for it.
/// </summary>
internal sealed class DependencyLook(CurrentRecords records, StandIns standIns)
{
    /// <param name="job">A job that is over. One that has started depended on nothing that had not succeeded.</param>
    public async Task<DependencyFates> LookAsync(JobRecord job, CancellationToken cancellation)
    {
        if (job.HasStarted || job.Request is null)
        {
            return DependencyFates.None;
        }

        var fates = DependencyFates.None;
        var dependencies = NextRequest.Dependencies(job.Request);
        await records.FindAllAsync([.. dependencies.Select(dependency => dependency.JobId).OfType<string>().Where(id => !JobChangeReader.IsPart(id))], cancellation);
        foreach (var (jobId, type) in dependencies)
        {
            // Without an id it is SEQUENTIAL, from child to child of the array itself.
            fates = fates.With(jobId is null
                ? DependencyFates.Waiting(new Dependency(null, null, null, type))
                : await standIns.FollowAsync(jobId, type, cancellation));
        }

        return fates;
    }

    /// <param name="array">An array job some children of which have failed.</param>
    /// <param name="failed">All its failed children.</param>
    /// <returns>What became of what a child depended on, which is another thing for each where arrays wait for each other pairwise.</returns>
    public async Task<Func<FailedChild, DependencyFates>> LookAsync(JobRecord array, IReadOnlyList<FailedChild> failed, CancellationToken cancellation)
    {
        var waiting = failed.Where(child => !child.HasStarted).ToList();
        if (waiting.Count == 0 || array.Request is null)
        {
            return _ => DependencyFates.None;
        }

        var parts = new List<Func<FailedChild, DependencyFates>>();
        var dependencies = NextRequest.Dependencies(array.Request);
        await records.FindAllAsync([.. dependencies.Select(dependency => dependency.JobId).OfType<string>().Where(id => !JobChangeReader.IsPart(id))], cancellation);
        foreach (var (jobId, type) in dependencies)
        {
            parts.Add((jobId, type) switch
            {
                (null, _) => await InOrderAsync(array, failed, cancellation),
                (_, "N_TO_N") => await PairwiseAsync(jobId, waiting, cancellation),
                // Once a child has started, what all of them waited for has succeeded.
                _ when array.HasStarted || waiting.Count < failed.Count => _ => DependencyFates.None,
                _ => Same(await standIns.FollowAsync(jobId, type, cancellation)),
            });
        }

        return child => child.HasStarted
            ? DependencyFates.None
            : parts.Select(part => part(child)).Aggregate(DependencyFates.None, (all, one) => one == DependencyFates.None ? all : all.With(one));
    }

    private static Func<FailedChild, DependencyFates> Same(DependencyFates fates) => _ => fates;

    /// <summary>Each child waits for the one before it, where that has failed, too; otherwise that has succeeded.</summary>
    private async Task<Func<FailedChild, DependencyFates>> InOrderAsync(
        JobRecord array, IReadOnlyList<FailedChild> failed, CancellationToken cancellation)
    {
        var indices = failed.Select(child => child.Index).ToHashSet();
        var replaced = new Dictionary<int, DependencyFates>();
        foreach (var child in failed.Where(child => child.ResubmittedAs is not null && indices.Contains(child.Index + 1)))
        {
            replaced[child.Index] = await standIns.FollowAsync(child, cancellation);
        }

        return child => !indices.Contains(child.Index - 1) ? DependencyFates.None
            : replaced.TryGetValue(child.Index - 1, out var fates) ? fates
            : new DependencyFates { WaitFor = [new Dependency(null, null, null, "SEQUENTIAL") { InsteadOf = array.JobId }], HasFailed = true };
    }

    private async Task<Func<FailedChild, DependencyFates>> PairwiseAsync(
        string jobId, IReadOnlyList<FailedChild> waiting, CancellationToken cancellation)
    {
        var partners = await standIns.PartnersAsync(jobId, [.. waiting.Select(child => child.Index)], cancellation);

        return child => partners.GetValueOrDefault(child.Index, DependencyFates.None);
    }
}
