using System.Diagnostics;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;
using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>
/// Acts once on each job that is over: tells the bus, and for a failed one decides and carries the decision out. The
/// first decision written down stays; carrying it out again makes no second job, since its token is the failed job's.
/// </summary>
internal sealed class FailureHandler(IJobStore jobs, ISubmitQueue queue, IOutcomes outcomes, DefaultRules defaults, Metrics metrics, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Looks at the dependencies' fate before a dependant is given up.</summary>
    private const int MostLooks = 60;

    /// <param name="looks">Times that the job was put off because its dependencies were undecided.</param>
    public async Task HandleAsync(string jobId, int looks, CancellationToken cancellation)
    {
        if (await jobs.FindAsync(jobId, cancellation) is not { Status.IsTerminal: true, IsHandled: false } job)
        {
            return;
        }

        if (job.Status == JobStatus.Failed)
        {
            var verdict = await DecideAsync(job, looks, cancellation);
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

    private async Task<Verdict> DecideAsync(JobRecord job, int looks, CancellationToken cancellation)
    {
        if (job.Cause != nameof(FailureCause.DependencyFailed) || job.Request is null)
        {
            return FailureRules.Decide(job, job.OnFailure is { } own ? DefaultRules.Parse(own) : defaults.Rules);
        }

        var failed = new List<JobRecord>();
        foreach (var (id, _) in NextRequest.Dependencies(job.Request ?? "{}"))
        {
            if (id is not null && await jobs.FindAsync(id, cancellation) is { Status: JobStatus.Failed } other)
            {
                failed.Add(other);
            }
        }

        var verdict = CascadeRules.Decide(job, failed);

        return verdict is Verdict.NotYet && looks >= MostLooks
            ? new Verdict.GiveUp("It depends on a failed job about which nothing was decided.")
            : verdict;
    }

    private async Task ActAsync(JobRecord job, Verdict verdict, CancellationToken cancellation)
    {
        switch (verdict)
        {
            case Verdict.Resubmit resubmit:
                await jobs.RecordDecisionAsync(job.JobId, FailureDecision.Resubmitted, resubmit.Why, cancellation);
                var message = SubmissionMessages.Resubmission(job, resubmit, time.GetUtcNow());
                await queue.SendAsync([message], RetryPlan.DelayUntil(message, time.GetUtcNow()), cancellation);
                await outcomes.PublishAsync(OutcomeEvent.Resubmitted(job, resubmit.Why), cancellation);
                metrics.Decided(FailureDecision.Resubmitted);
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

    private async Task GiveUpAsync(JobRecord job, string why, bool needsLook, CancellationToken cancellation)
    {
        await jobs.RecordDecisionAsync(job.JobId, FailureDecision.GivenUp, why, cancellation);
        await outcomes.PublishAsync(OutcomeEvent.GivenUp(job, why, needsLook), cancellation);
        metrics.Decided(FailureDecision.GivenUp);
    }
}
