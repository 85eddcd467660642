using Amazon.Batch.Model;
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

/// <summary>Records the failed children of arrays: each by its own news, and what those have not told when the array has failed.</summary>
internal sealed class FailedChildren(IJobStore jobs, IBatchJobs batch)
{
    public Task RecordAsync(JobChange change, string arrayJobId, int index, CancellationToken cancellation) =>
        jobs.RecordFailedChildAsync(Of(change, arrayJobId, index), cancellation);

    private static FailedChild Of(JobChange change, string arrayJobId, int index) =>
        new(arrayJobId, index, change.StatusReason, change.Cause, change.At, change.Attempts);

    private static FailedChild Read(JobDetail child, string arrayJobId, int index, DateTimeOffset at)
    {
        try
        {
            return Of(JobChangeReader.Read(child, at), arrayJobId, index);
        }
        catch (FormatException)
        {
            // That it has failed is known by the list it stands in; why cannot be read, and must not stop its array.
            return new FailedChild(arrayJobId, index, child.StatusReason, nameof(FailureCause.Unknown), at, []);
        }
    }

    /// <summary>Makes up for events that were lost: when an array is over, so are its children. Safe to repeat.</summary>
    /// <returns>All that have failed.</returns>
    /// <exception cref="IOException">AWS Batch does not list all of them yet; the news is to come again.</exception>
    public async Task<IReadOnlyList<FailedChild>> CompleteAsync(JobChange array, CancellationToken cancellation)
    {
        var all = (await jobs.FailedChildrenAsync(array.JobId, cancellation)).ToList();
        var known = all.Select(child => child.Index).ToHashSet();
        var missing = (await batch.FailedChildrenAsync(array.JobId, cancellation))
            .Where(id => ArrayChild.Parse(id) is var (_, index) && !known.Contains(index))
            .ToList();
        var described = await batch.DescribeAsync(missing, cancellation);
        // AWS: lists lag behind; those of an array that was over in no time may lack children.
        if (known.Count + described.Count < array.FailedChildren && array.At - array.CreatedAt < IntentRules.LongestLag)
        {
            throw new IOException($"AWS Batch tells of {known.Count + described.Count} of the {array.FailedChildren} failed children of array {array.JobId} so far.");
        }

        foreach (var child in described)
        {
            if (ArrayChild.Parse(child.JobId) is var (arrayJobId, index))
            {
                var failed = Read(child, arrayJobId, index, array.At);
                await jobs.RecordFailedChildAsync(failed, cancellation);
                all.Add(failed);
            }
        }

        return all;
    }

    /// <summary>
    /// Why an array has failed: the cause that most of its failed children have, those aside that failed because of others. What AWS
    /// Batch tells of the array itself comes first.
    /// </summary>
    public static string? CauseOf(JobChange array, IReadOnlyList<FailedChild> failed) =>
        array.Cause is not (null or nameof(FailureCause.Unknown)) ? array.Cause
        : failed.OrderBy(child => child.Index).Select(child => child.Cause).OfType<string>().Where(cause => cause != nameof(FailureCause.DependencyFailed))
            .GroupBy(cause => cause).OrderByDescending(cause => cause.Count()).FirstOrDefault()?.Key ?? array.Cause;
}
