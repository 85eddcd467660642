using Amazon.Batch.Model;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Records;

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
    /// <exception cref="IOException">AWS Batch does not list all of them yet; the news is to come again.</exception>
    public async Task CompleteAsync(JobChange array, CancellationToken cancellation)
    {
        var known = (await jobs.FailedChildrenAsync(array.JobId, cancellation)).Select(child => child.Index).ToHashSet();
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
                await jobs.RecordFailedChildAsync(Read(child, arrayJobId, index, array.At), cancellation);
            }
        }
    }
}
