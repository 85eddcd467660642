namespace BatchFunctions.Failures;

/// <summary>
/// What carrying a decision out needs, as it stands on the failed job's record. It is written before anything is done, and
/// only what is written is done: rules, memory and the fate of other jobs may be others by the time a second worker looks.
/// </summary>
internal sealed record StoredVerdict
{
    public static readonly StoredVerdict Nothing = new();

    /// <summary>A rule asks for somebody to look at it.</summary>
    public bool NeedsLook { get; init; }

    /// <summary>It was to be resubmitted, and AWS Batch would not have the new job.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>The next tries; none where it is given up, or where somebody else has resubmitted it.</summary>
    public IReadOnlyList<NextTry> Tries { get; init; } = [];

    /// <summary>The decision, what to write of it, and why.</summary>
    public static (string Decision, string Why, StoredVerdict Verdict) Of(Verdict verdict, DateTimeOffset now) => verdict switch
    {
        Verdict.Resubmit resubmit => (
            FailureDecision.Resubmitted, resubmit.Why, new StoredVerdict { Tries = [NextTry.Of(resubmit, now)] }),
        Verdict.ResubmitChildren resubmit => (
            FailureDecision.Resubmitted, resubmit.Why, new StoredVerdict { Tries = [.. resubmit.Next.Select(next => NextTry.Of(next, now))] }),
        Verdict.ByOthers(var why) => (FailureDecision.Resubmitted, why, Nothing),
        Verdict.GiveUp(var why) => (FailureDecision.GivenUp, why, Nothing),
        Verdict.Notify(var why) => (FailureDecision.GivenUp, why, new StoredVerdict { NeedsLook = true }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
