using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Outcomes;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Failures;

/// <summary>
/// Acts once on each job that is over: tells the bus, and for a failed one decides, writes the decision down, and carries out
/// what is written. Who comes later carries out the same, since the first decision stays; that makes no second job, since its
/// token is the failed job's.
/// </summary>
internal sealed class JobEnds(
    IJobStore jobs, ISubmitQueue queue, IOutcomes outcomes, FailureDecisions decisions, Successors successors, Metrics metrics, TimeProvider time)
{
    /// <summary>After so many looks in a row the sweep goes on looking: the record is watched until it is handled.</summary>
    private const int MostLooks = 60;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Messages that are in memory together.</summary>
    private const int MessagesAtATime = 400;

    /// <summary>
    /// Tells the bus that a job has succeeded, then writes its end once: nothing is left to be done about it. Interrupted in
    /// between, the news come again, and so does what is told, under the same key.
    /// </summary>
    /// <param name="job">The record of the open job, whose request is known to have become it.</param>
    /// <returns>False where it is over already: it goes the long way.</returns>
    public async Task<bool> SucceedAsync(JobRecord job, JobChange change, CancellationToken cancellation)
    {
        await outcomes.PublishAsync(OutcomeEvent.Finished(job.With(change)), cancellation);
        if (await jobs.AdvanceAsync(change with { IsHandled = true }, cancellation) is null)
        {
            return false;
        }

        metrics.Ended(change.Status.Name);
        return true;
    }

    /// <param name="looks">Times that the job was put off because what it rests on was not known.</param>
    public async Task HandleAsync(string jobId, int looks, CancellationToken cancellation)
    {
        if (await jobs.FindAsync(jobId, cancellation) is not { Status.IsTerminal: true, IsHandled: false } job)
        {
            return;
        }

        if (job.Status == JobStatus.Failed)
        {
            if (await DecidedAsync(job, cancellation) is not { } decided)
            {
                await LookAgainAsync(jobId, looks + 1, cancellation);
                return;
            }

            await CarryOutAsync(decided, cancellation);
            job = decided;
        }

        await outcomes.PublishAsync(OutcomeEvent.Finished(job), cancellation);
        await jobs.MarkHandledAsync(jobId, cancellation);
        metrics.Ended(job.Cause ?? job.Status.Name);
    }

    /// <returns>The record with the decision that is written on it; <c>null</c> where there is none yet.</returns>
    private async Task<JobRecord?> DecidedAsync(JobRecord job, CancellationToken cancellation)
    {
        if (job.Verdict is not null)
        {
            return job;
        }

        var verdict = await decisions.DecideAsync(job, cancellation);
        if (verdict is Verdict.NotYet)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var (decision, why, stored) = verdict.Written(now);
        if (stored.Tries.Count > 0 && job.Successor is not null
            && await successors.ClaimAsync(job.JobId, FailureDecision.TokenOf(job.JobId), cancellation) is not null)
        {
            return null;
        }

        return await jobs.RecordDecisionAsync(job.JobId, decision, why, stored, now, cancellation) is { Decision: not null } written ? written : null;
    }

    private Task LookAgainAsync(string jobId, int looks, CancellationToken cancellation) => looks < MostLooks
        ? queue.SendAsync([SubmissionMessages.Decide(jobId, looks, time.GetUtcNow())], LookAgain, cancellation)
        : Task.CompletedTask;

    private async Task CarryOutAsync(JobRecord job, CancellationToken cancellation)
    {
        var mayRun = job.Verdict is not { Tries.Count: > 0 } || await decisions.MayRunAsync(job, cancellation);
        foreach (var part in mayRun ? ResubmissionMessages.Of(job, time.GetUtcNow()).Chunk(MessagesAtATime) : [])
        {
            await queue.SendAsync(part, RetryPlan.DelayUntil(part[0], time.GetUtcNow()), cancellation);
        }

        await outcomes.PublishAsync(OutcomeEvent.Decided(job), cancellation);
        metrics.Decided(job.Decision ?? FailureDecision.GivenUp);
    }
}
