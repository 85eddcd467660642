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
