using BatchFunctions.Jobs;

namespace BatchFunctions.Records;

/// <summary>
/// Records for those who decide by a job's status now. AWS Batch may say that a job is over before the event has arrived,
/// and a caller who has seen it must not be told otherwise.
/// </summary>
internal sealed class CurrentRecords(IJobStore jobs, IBatchJobs batch, JobTracker tracker, TimeProvider time)
{
    private const int ReadsAtATime = 50;

    /// <returns>The record; one of a job that is not over is compared with AWS Batch first. <c>null</c> where there is none.</returns>
    public async Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation)
    {
        var record = await jobs.FindAsync(jobId, cancellation);
        if (record is not { Status.IsTerminal: false } || await batch.DescribeAsync([jobId], cancellation) is not [var detail, ..])
        {
            return record;
        }

        await tracker.TakeAsync(JobChangeReader.Read(detail, time.GetUtcNow()), cancellation);

        return await jobs.FindAsync(jobId, cancellation);
    }

    /// <summary>The same for many, with as few questions as DescribeJobs allows; also for jobs that are not in the table.</summary>
    /// <returns>By id, without those of which neither the table nor AWS Batch knows.</returns>
    public async Task<IReadOnlyDictionary<string, JobRecord>> FindAllAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellation)
    {
        var known = await ReadAsync(jobIds, cancellation);
        List<string> open = [.. jobIds.Where(id => !known.TryGetValue(id, out var record) || !record.Status.IsTerminal)];
        if (open.Count == 0)
        {
            return known;
        }

        foreach (var detail in await batch.DescribeAsync(open, cancellation))
        {
            await tracker.TakeAsync(JobChangeReader.Read(detail, time.GetUtcNow()), cancellation);
        }

        foreach (var (id, record) in await ReadAsync(open, cancellation))
        {
            known[id] = record;
        }

        return known;
    }

    private async Task<Dictionary<string, JobRecord>> ReadAsync(IEnumerable<string> jobIds, CancellationToken cancellation)
    {
        var known = new Dictionary<string, JobRecord>();
        foreach (var ids in jobIds.Distinct().Chunk(ReadsAtATime))
        {
            foreach (var record in await Task.WhenAll(ids.Select(id => jobs.FindAsync(id, cancellation))))
            {
                if (record is not null)
                {
                    known[record.JobId] = record;
                }
            }
        }

        return known;
    }
}
