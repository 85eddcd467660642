using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>Records the failed children of arrays: each by its own news, and what those have not told when the array has failed.</summary>
internal sealed class FailedChildren(IJobStore jobs, IBatchJobs batch)
{
    public Task RecordAsync(JobChange change, string arrayJobId, int index, CancellationToken cancellation) => jobs.RecordFailedChildAsync(
        new FailedChild(arrayJobId, index, change.StatusReason, change.Cause, change.At, change.Attempts), cancellation);

    /// <summary>Makes up for events that were lost: when an array is over, so are its children. Safe to repeat.</summary>
    public async Task CompleteAsync(JobChange array, CancellationToken cancellation)
    {
        var known = (await jobs.FailedChildrenAsync(array.JobId, cancellation)).Select(child => child.Index).ToHashSet();
        var missing = (await batch.FailedChildrenAsync(array.JobId, cancellation))
            .Where(id => ArrayChild.Parse(id) is var (_, index) && !known.Contains(index))
            .ToList();
        foreach (var child in await batch.DescribeAsync(missing, cancellation))
        {
            if (ArrayChild.Parse(child.JobId) is var (arrayJobId, index))
            {
                await RecordAsync(JobNews.Read(child, array.At), arrayJobId, index, cancellation);
            }
        }
    }
}
