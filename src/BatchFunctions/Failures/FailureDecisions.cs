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
