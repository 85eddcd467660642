using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>
/// Records for those who decide by a job's status now. AWS Batch may say that a job is over before the event has arrived,
/// and a caller who has seen it must not be told otherwise.
/// </summary>
internal sealed class CurrentRecords(IJobStore jobs, IBatchJobs batch, JobTracker tracker, TimeProvider time)
{
    /// <returns>The record; one of a job that is not over is compared with AWS Batch first. <c>null</c> where there is none.</returns>
    public async Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation)
    {
        var record = await jobs.FindAsync(jobId, cancellation);
        if (record is not { Status.IsTerminal: false } || await batch.DescribeAsync([jobId], cancellation) is not [var detail, ..])
        {
            return record;
        }

        await tracker.TakeAsync(JobNews.Read(detail, time.GetUtcNow()), cancellation);

        return await jobs.FindAsync(jobId, cancellation);
    }
}
