using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>Gathers what a decision about a failed job needs, and has it decided.</summary>
internal sealed class FailureDecisions(IJobStore jobs, IRequestCheck requests, DefaultRules defaults, DependencyLook dependencies, Successors successors)
{
    private const string ChildrenByOthers = "Somebody resubmitted its failed children before the rules were asked.";

    public async Task<Verdict> DecideAsync(JobRecord job, CancellationToken cancellation)
    {
        var verdict = await ByOthersAsync(job, cancellation) ?? await ByRulesAsync(job, cancellation);

        return verdict is Verdict.Resubmit or Verdict.ResubmitChildren && !await MayRunAsync(job, cancellation)
            ? new Verdict.GiveUp("Its request was not accepted here, so it is not submitted again.")
            : verdict;
    }

    /// <summary>Whether anything may be run for what a record says, also for a decision that stands on it already.</summary>
    public Task<bool> MayRunAsync(JobRecord job, CancellationToken cancellation) => requests.IsAcceptedAsync(job, cancellation);

    /// <summary>Somebody was faster than the rules: what came of it decides, once it is known.</summary>
    private async Task<Verdict?> ByOthersAsync(JobRecord job, CancellationToken cancellation)
    {
        var token = FailureDecision.TokenOf(job.JobId);
        if (job.Successor is not { } known || known.Token == token)
        {
            return null;
        }

        return await successors.LookAsync(job.JobId, known, cancellation) switch
        {
            { IsOver: true } => null,
            { Claim.JobId: { } jobId } => new Verdict.ByOthers($"Somebody resubmitted it as {jobId} before the rules were asked."),
            // An array has no successor of its own: the failed children are jobs that are followed one by one.
            { IsQueued: true } when job.IsArrayOfFailures => new Verdict.ByOthers(ChildrenByOthers),
            _ => new Verdict.NotYet(),
        };
    }

    private async Task<Verdict> ByRulesAsync(JobRecord job, CancellationToken cancellation)
    {
        var rules = job.OnFailure is { } own ? DefaultRules.Parse(own) : defaults.Rules;
        if (job.Request is null)
        {
            return FailureRules.Decide(job, rules);
        }

        if (job.Cause == nameof(FailureCause.DependencyFailed))
        {
            return DependencyRules.Cascade(job, await dependencies.LookAsync(job, cancellation));
        }

        // An array that somebody ended has ended children of every kind.
        if (job is { ArraySize: not null, Cause: not (nameof(FailureCause.Cancelled) or nameof(FailureCause.Terminated)) })
        {
            return await ByChildrenAsync(job, rules, cancellation);
        }

        return FailureRules.Decide(job, rules) is Verdict.Resubmit resubmit
            ? await AfterOthersAsync(job, resubmit, cancellation)
            : FailureRules.Decide(job, rules);
    }

    private async Task<Verdict> ByChildrenAsync(JobRecord array, IReadOnlyList<FailureRule> rules, CancellationToken cancellation)
    {
        var failed = await jobs.FailedChildrenAsync(array.JobId, cancellation);
        List<FailedChild> left = [.. failed.Where(child => child.ResubmittedAs is null)];

        return left.Count == 0 && failed.Count > 0
            ? new Verdict.ByOthers(ChildrenByOthers)
            : ArrayRules.Decide(array, left, rules, await dependencies.LookAsync(array, failed, cancellation));
    }

    /// <summary>One that was ended while it waited still has to wait for what has not succeeded.</summary>
    private async Task<Verdict> AfterOthersAsync(JobRecord job, Verdict.Resubmit resubmit, CancellationToken cancellation)
    {
        var fates = await dependencies.LookAsync(job, cancellation);

        return DependencyRules.Hinder(fates) ?? resubmit with { DependsOn = fates.WaitFor };
    }
}

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
