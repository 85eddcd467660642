namespace BatchFunctions.Jobs;

/// <summary>A queue that was told to be blocked.</summary>
/// <param name="JobQueue">Its ARN or name.</param>
/// <param name="HeadJobId">The job that blocks it; the reason is in that job's record.</param>
/// <param name="At">When it was told.</param>
internal sealed record BlockedQueue(string JobQueue, string HeadJobId, DateTimeOffset At);

/// <summary>Which job was last told to block which queue. Whether it still does, its record says.</summary>
internal interface IBlockedQueues
{
    /// <summary>Notes the head of a blocked queue; what was told later stays.</summary>
    Task RecordAsync(BlockedQueue queue, CancellationToken cancellation);

    /// <param name="jobQueue">ARN or name.</param>
    Task<BlockedQueue?> FindAsync(string jobQueue, CancellationToken cancellation);
}

/// <summary>
/// Finds the job that others wait behind. A blocked queue may hold a hundred thousand jobs, so none of them is written to:
/// whoever asks for one looks at its queue's head.
/// </summary>
internal sealed class QueueHeads(IBlockedQueues queues, IJobStore jobs)
{
    /// <returns>
    /// The blocked head of the queue that the job waits in; <c>null</c> where the job does not wait, is blocked itself, or the
    /// head has moved on since.
    /// </returns>
    public async Task<JobRecord?> BlockingAsync(JobRecord job, CancellationToken cancellation) =>
        job is { Status: JobStatus.Runnable, IsBlocked: false }
        && await queues.FindAsync(job.JobQueue, cancellation) is { } queue
        && await jobs.FindAsync(queue.HeadJobId, cancellation) is { IsBlocked: true } head
            ? head
            : null;
}
