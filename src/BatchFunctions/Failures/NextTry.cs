using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>The next try of a failed job, or of failed children of an array that are alike, as it is written down.</summary>
internal sealed record NextTry
{
    /// <summary>What it has otherwise than the failed one.</summary>
    public required Changes Changes { get; init; }

    /// <summary>Not to be submitted before this time, in milliseconds since 1970.</summary>
    public required long NotBefore { get; init; }

    /// <summary>Of an array job the children; <c>null</c> for the job itself. See <see cref="IndexRanges"/>.</summary>
    public string? Children { get; init; }

    /// <summary>What it waits for; types are those of the failed job's request, and are worked out child by child.</summary>
    public IReadOnlyList<QueuedDependency>? DependsOn { get; init; }

    public static NextTry Of(Verdict.Resubmit verdict, DateTimeOffset now) => new()
    {
        Changes = verdict.Changes,
        NotBefore = (now + verdict.Delay).ToUnixTimeMilliseconds(),
        DependsOn = verdict.DependsOn.Count == 0 ? null : verdict.DependsOn,
    };

    public static NextTry Of(NextChildren next, DateTimeOffset now) => new()
    {
        Changes = next.Changes,
        NotBefore = (now + next.Delay).ToUnixTimeMilliseconds(),
        Children = IndexRanges.Write(next.Indices),
        DependsOn = next.DependsOn.Count == 0 ? null : next.DependsOn,
    };
}
