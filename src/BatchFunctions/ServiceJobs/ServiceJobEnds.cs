using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Outcomes;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.ServiceJobs;

/// <summary>
/// Acts once on each service job that is over: tells the bus, and for a failed one decides, writes the decision down, and carries out
/// what is written. Who comes later carries out the same; that makes no second job, since its token is the failed job's.
/// </summary>
internal sealed class ServiceJobEnds(
    IServiceJobStore jobs, ServiceJobTracker tracker, ISubmitQueue queue, IOutcomes outcomes, Metrics metrics, TimeProvider time)
{
    public async Task HandleAsync(string jobId, CancellationToken cancellation)
    {
        if (await jobs.FindAsync(jobId, cancellation) is not { IsOver: true, IsHandled: false } job)
        {
            return;
        }

        if (job.Status == ServiceJobStatuses.Failed)
        {
            job = await DecidedAsync(job, cancellation);
            await CarryOutAsync(job, cancellation);
        }

        await outcomes.PublishAsync(ServiceOutcomes.Finished(job), cancellation);
        await jobs.MarkHandledAsync(jobId, cancellation);
        metrics.Ended(job.Cause ?? job.Status);
    }

    /// <returns>The record with the decision that is written on it.</returns>
    private async Task<ServiceJobRecord> DecidedAsync(ServiceJobRecord job, CancellationToken cancellation)
    {
        for (var look = 0; job.Verdict is null; look++)
        {
            var now = time.GetUtcNow();
            var (decision, why, stored) = (await DecideAsync(job, cancellation)).Written(now);
            // Claimed by somebody since it was read, it is decided about once more: what is claimed then is known.
            job = await jobs.DecideAsync(job.JobId, decision, why, stored, now, cancellation) is { } written && (written.Verdict is not null || look == 0)
                ? written
                : throw new IOException($"What is done about the service job {job.JobId} could not be written down.");
        }

        return job;
    }

    private async Task<Verdict> DecideAsync(ServiceJobRecord job, CancellationToken cancellation)
    {
        var request = await tracker.RequestOfAsync(job, cancellation);

        return request is not null && job.Successor is { } known && known.Token != FailureDecision.TokenOf(job.JobId)
            ? new Verdict.ByOthers($"Somebody resubmitted it{(known.JobId is { } jobId ? $" as {jobId}" : "")} before the rules were asked.")
            : ServiceFailureRules.Decide(job, request);
    }

    private async Task CarryOutAsync(ServiceJobRecord job, CancellationToken cancellation)
    {
        if (job.Verdict is { IsTakenBack: false, Tries: [var next] })
        {
            var message = new QueuedMessage { ServiceJob = job.JobId, NotBefore = next.NotBefore, QueuedAt = time.GetUtcNow().ToUnixTimeMilliseconds() };
            await queue.SendAsync([message], RetryPlan.DelayUntil(message, time.GetUtcNow()), cancellation);
        }

        await outcomes.PublishAsync(ServiceOutcomes.Decided(job), cancellation);
        metrics.Decided(job.Decision ?? FailureDecision.GivenUp);
    }
}

/// <summary>What the bus is told of service jobs: as of other jobs, under names of their own.</summary>
internal static class ServiceOutcomes
{
    private const string Kind = "Service Job";

    public static OutcomeEvent Finished(ServiceJobRecord job) => OutcomeEvent.Finished(Kind, Outline(job), job.IsForgotten);

    public static OutcomeEvent Decided(ServiceJobRecord job) =>
        OutcomeEvent.Decided(Kind, Outline(job), job.Decision == FailureDecision.Resubmitted, job.DecisionReason ?? "", job.Verdict?.NeedsLook ?? false);

    public static OutcomeEvent Stuck(ServiceJobRecord job) =>
        OutcomeEvent.Stuck(Kind, Outline(job), job.BlockedReason ?? job.StatusReason, job.At);

    private static JobOutline Outline(ServiceJobRecord job) => new(job.JobId, job.JobName, job.JobQueue, job.Status)
    {
        StatusReason = job.StatusReason,
        Cause = job.Cause,
        ResubmitOf = job.ResubmitOf,
        OriginalJobId = job.OriginalJobId,
        Resubmission = job.Resubmission,
    };
}
