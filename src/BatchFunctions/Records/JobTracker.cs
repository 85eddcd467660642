using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Records;

/// <summary>Takes news of jobs into their records. Doubled, late and reordered news change nothing.</summary>
internal sealed class JobTracker(IJobStore jobs, IIntentStore intents, FailedChildren children, IBlockedQueues queues)
{
    private readonly Settlement _settlement = new(intents, jobs);

    /// <returns>Whether the record moved on by it.</returns>
    public async Task<bool> TakeAsync(JobChange change, CancellationToken cancellation)
    {
        if (JobChangeReader.IsPart(change.JobId))
        {
            await TakePartAsync(change, cancellation);
            return false;
        }

        // Before the record moves: a request that was submitted unheard is settled by the first news of its job.
        await SettleAsync(change, cancellation);
        if (change is { Status: JobStatus.Failed, ArraySize: not null })
        {
            await children.CompleteAsync(change, cancellation);
        }

        return await jobs.AdvanceAsync(change, cancellation);
    }

    /// <summary>Marks the job that blocks its queue, and the queue with it, for those that wait behind.</summary>
    /// <returns>False where the job has moved on since.</returns>
    public async Task<bool> TakeBlockedAsync(JobChange change, CancellationToken cancellation)
    {
        if (!await jobs.MarkBlockedAsync(change, cancellation))
        {
            return false;
        }

        await queues.RecordAsync(new BlockedQueue(change.JobQueue, change.JobId, change.At), cancellation);
        return true;
    }

    private Task TakePartAsync(JobChange change, CancellationToken cancellation) =>
        change.Status == JobStatus.Failed && ArrayChild.Parse(change.JobId) is var (parentId, index)
            ? children.RecordAsync(change, parentId, index, cancellation)
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
        else if (change.Status.IsTerminal && intent.JobId == change.JobId)
        {
            // Whoever submitted it may be just about to write the request down, or may have died before: its end is told
            // with its lineage, and a failure is decided about by its request.
            await _settlement.RecordAsync(intent, change.JobId, cancellation);
        }
    }
}
