namespace BatchFunctions.Jobs;

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
