using System.Diagnostics;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;
using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>
/// Acts once on each job that is over: tells the bus, and for a failed one decides and carries the decision out. The
/// first decision written down stays; carrying it out again makes no second job, since its token is the failed job's.
/// </summary>
internal sealed class FailureHandler(IJobStore jobs, ISubmitQueue queue, IOutcomes outcomes, FailureDecisions decisions, Metrics metrics, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Messages that are in memory together.</summary>
    private const int MessagesAtATime = 400;

    /// <param name="looks">Times that the job was put off because its dependencies were undecided.</param>
    public async Task HandleAsync(string jobId, int looks, CancellationToken cancellation)
    {
        if (await jobs.FindAsync(jobId, cancellation) is not { Status.IsTerminal: true, IsHandled: false } job)
        {
            return;
        }

        if (job.Status == JobStatus.Failed)
        {
            var verdict = await decisions.DecideAsync(job, looks, cancellation);
            if (verdict is Verdict.NotYet)
            {
                await queue.SendAsync([SubmissionMessages.Decide(jobId, looks + 1, time.GetUtcNow())], LookAgain, cancellation);
                return;
            }

            await ActAsync(job, verdict, cancellation);
        }

        await outcomes.PublishAsync(OutcomeEvent.Finished(job), cancellation);
        await jobs.MarkHandledAsync(jobId, cancellation);
        metrics.Ended(job.Cause ?? job.Status.Name);
    }

    private async Task ActAsync(JobRecord job, Verdict verdict, CancellationToken cancellation)
    {
        switch (verdict)
        {
            case Verdict.Resubmit resubmit:
                await ResubmitAsync(job, [SubmissionMessages.Resubmission(job, resubmit, time.GetUtcNow())], resubmit.Why, cancellation);
                break;
            case Verdict.ResubmitChildren resubmit:
                await ResubmitAsync(job, SubmissionMessages.Resubmissions(job, resubmit, time.GetUtcNow()), resubmit.Why, cancellation);
                break;
            case Verdict.GiveUp(var why):
                await GiveUpAsync(job, why, needsLook: false, cancellation);
                break;
            case Verdict.Notify(var why):
                await GiveUpAsync(job, why, needsLook: true, cancellation);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private async Task ResubmitAsync(JobRecord job, IEnumerable<QueuedMessage> messages, string why, CancellationToken cancellation)
    {
        await jobs.RecordDecisionAsync(job.JobId, FailureDecision.Resubmitted, why, cancellation);
        foreach (var part in messages.Chunk(MessagesAtATime))
        {
            await queue.SendAsync(part, RetryPlan.DelayUntil(part[0], time.GetUtcNow()), cancellation);
        }

        await outcomes.PublishAsync(OutcomeEvent.Resubmitted(job, why), cancellation);
        metrics.Decided(FailureDecision.Resubmitted);
    }

    private async Task GiveUpAsync(JobRecord job, string why, bool needsLook, CancellationToken cancellation)
    {
        await jobs.RecordDecisionAsync(job.JobId, FailureDecision.GivenUp, why, cancellation);
        await outcomes.PublishAsync(OutcomeEvent.GivenUp(job, why, needsLook), cancellation);
        metrics.Decided(FailureDecision.GivenUp);
    }
}
