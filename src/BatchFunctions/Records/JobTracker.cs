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

        if (change is { Status: JobStatus.Failed, ArraySize: not null })
        {
            change = change with { Cause = FailedChildren.CauseOf(change, await children.CompleteAsync(change, cancellation)) };
        }

        var moved = await jobs.AdvanceAsync(change, cancellation);
        await SettleAsync(change, moved ?? await jobs.FindBareAsync(change.JobId, cancellation), cancellation);

        return moved is not null;
    }

    /// <summary>The record of a job that is to be written down as over, with the request that made it settled by this news if by none before.</summary>
    /// <returns><c>null</c> where it does not know the job's request yet, or knows its end.</returns>
    public async Task<JobRecord?> FindOpenAsync(JobChange change, CancellationToken cancellation)
    {
        if (await jobs.FindBareAsync(change.JobId, cancellation) is not { IsAccepted: true, Status.IsTerminal: false } record)
        {
            return null;
        }

        await SettleAsync(change, record, cancellation);
        return record;
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

    /// <summary>
    /// A request that was submitted unheard is settled by the first news of its job; after that nobody asks for it any more. Whoever
    /// submitted it may be just about to write it down, or may have died before: its end is told with its lineage, and a failure is
    /// decided about by its request.
    /// </summary>
    private async Task SettleAsync(JobChange change, JobRecord? record, CancellationToken cancellation)
    {
        if (record is null or { IsAccepted: true, IsYoung: false }
            || (change.Token ?? record.Token) is not { } token
            || await intents.FindAsync(token, cancellation) is not { } intent)
        {
            return;
        }

        if (intent.JobId is null)
        {
            await _settlement.SettleAsync(intent, change.JobId, cancellation);
        }
        else if (!record.IsAccepted && intent.JobId == change.JobId && change.Status.IsTerminal)
        {
            await _settlement.RecordAsync(intent, change.JobId, cancellation);
        }
    }
}
