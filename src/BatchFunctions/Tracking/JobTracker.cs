using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>Takes news of jobs into their records. Doubled, late and reordered news change nothing.</summary>
internal sealed class JobTracker(IJobStore jobs, IIntentStore intents)
{
    private readonly Settlement _settlement = new(intents, jobs);

    /// <returns>Whether the record moved on by it.</returns>
    public async Task<bool> TakeAsync(JobChange change, CancellationToken cancellation)
    {
        if (JobNews.IsPart(change.JobId))
        {
            await TakePartAsync(change, cancellation);
            return false;
        }

        // Before the record moves: a request that was submitted unheard is settled by the first news of its job.
        await SettleAsync(change, cancellation);

        return await jobs.AdvanceAsync(change, cancellation);
    }

    private Task TakePartAsync(JobChange change, CancellationToken cancellation) =>
        change.Status == JobStatus.Failed && JobNews.Child(change.JobId) is var (parentId, index)
            ? jobs.RecordFailedChildAsync(
                new FailedChild(parentId, index, change.StatusReason, change.Cause, change.At, change.Attempts), cancellation)
            : Task.CompletedTask;

    private async Task SettleAsync(JobChange change, CancellationToken cancellation)
    {
        if (change.Token is not { } token || await intents.FindAsync(token, cancellation) is not { } intent)
        {
            return;
        }

        if (intent.JobId is null)
        {
            await _settlement.SettleAsync(intent, change.JobId, cancellation);
        }
        else if (change.Status == JobStatus.Failed && intent.JobId == change.JobId)
        {
            // A failure is decided about by its request, which whoever submitted it may be just about to write down.
            await _settlement.RecordAsync(intent, change.JobId, cancellation);
        }
    }
}
