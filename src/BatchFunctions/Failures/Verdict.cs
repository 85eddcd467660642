using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>What is done about a failed job.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="DependsOn">What the next try waits for.</param>
    internal sealed record Resubmit(Changes Changes, TimeSpan Delay, string Why, IReadOnlyList<Dependency> DependsOn) : Verdict;

    /// <summary>Of an array job the failed children, each as a job of its own.</summary>
    internal sealed record ResubmitChildren(IReadOnlyList<NextChildren> Next, string Why) : Verdict;

    /// <summary>Somebody has resubmitted it before the rules were asked.</summary>
    internal sealed record ByOthers(string Why) : Verdict;

    internal sealed record GiveUp(string Why) : Verdict;

    /// <summary>Given up as well, and somebody should look.</summary>
    internal sealed record Notify(string Why) : Verdict;

    /// <summary>The fate of something that it rests on is not known yet.</summary>
    internal sealed record NotYet : Verdict;

    /// <summary>The decision as it is written down, why, and what carrying it out needs.</summary>
    public (string Decision, string Why, StoredVerdict Verdict) Written(DateTimeOffset now) => this switch
    {
        Resubmit resubmit => (
            FailureDecision.Resubmitted, resubmit.Why, new StoredVerdict { Tries = [Try(resubmit, now)] }),
        ResubmitChildren resubmit => (
            FailureDecision.Resubmitted, resubmit.Why, new StoredVerdict { Tries = [.. resubmit.Next.Select(next => Try(next, now))] }),
        ByOthers(var why) => (FailureDecision.Resubmitted, why, StoredVerdict.Nothing),
        GiveUp(var why) => (FailureDecision.GivenUp, why, StoredVerdict.Nothing),
        Notify(var why) => (FailureDecision.GivenUp, why, new StoredVerdict { NeedsLook = true }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static NextTry Try(Resubmit verdict, DateTimeOffset now) => new()
    {
        Changes = verdict.Changes,
        NotBefore = (now + verdict.Delay).ToUnixTimeMilliseconds(),
        DependsOn = verdict.DependsOn.Count == 0 ? null : verdict.DependsOn,
    };

    private static NextTry Try(NextChildren next, DateTimeOffset now) => new()
    {
        Changes = next.Changes,
        NotBefore = (now + next.Delay).ToUnixTimeMilliseconds(),
        Children = IndexRanges.Write(next.Indices),
        DependsOn = next.DependsOn.Count == 0 ? null : next.DependsOn,
    };
}

/// <summary>The next try of children of an array job that failed alike.</summary>
/// <param name="DependsOn">What each of them waits for.</param>
internal sealed record NextChildren(IReadOnlyList<int> Indices, Changes Changes, TimeSpan Delay, IReadOnlyList<Dependency> DependsOn);
