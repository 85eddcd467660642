using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>Takes news of jobs into their records. Doubled, late and reordered news change nothing.</summary>
internal sealed class JobTracker(IJobStore jobs, IIntentStore intents)
{
    /// <returns>Whether the record moved on by it.</returns>
    public async Task<bool> TakeAsync(JobChange change, CancellationToken cancellation)
    {
        if (JobNews.Child(change.JobId) is var (parentId, index))
        {
            await TakeChildAsync(change, parentId, index, cancellation);
            return false;
        }

        // Before the record moves: a request that was submitted unheard is settled by the first news of its job.
        await SettleAsync(change, cancellation);

        return await jobs.AdvanceAsync(change, cancellation);
    }

    private Task TakeChildAsync(JobChange change, string parentId, int index, CancellationToken cancellation) =>
        change.Status == JobStatus.Failed
            ? jobs.RecordFailedChildAsync(
                new FailedChild(parentId, index, change.StatusReason, change.Cause, change.At, change.Attempts), cancellation)
            : Task.CompletedTask;

    private async Task SettleAsync(JobChange change, CancellationToken cancellation)
    {
        if (change.Token is not { } token || await intents.FindAsync(token, cancellation) is not { JobId: null })
        {
            return;
        }

        if (await intents.SettleAsync(token, change.JobId, cancellation) is { } intent && intent.JobId == change.JobId)
        {
            await jobs.RecordSubmissionAsync(intent.AsSubmitted(change.JobId), cancellation);
        }
    }
}
