using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>Makes one page of what was read of several partitions.</summary>
internal static class JobPages
{
    public static JobPage Merge(IReadOnlyList<JobSlice> slices, int limit)
    {
        // Below the highest of these keys some partition is still unread, so nothing below it may be shown yet.
        var floor = slices.Select(slice => slice.ReadUpTo).Where(key => key is not null).Max(StringComparer.Ordinal);
        var complete = slices
            .SelectMany(slice => slice.Jobs)
            .Where(job => floor is null || string.CompareOrdinal(job.Key, floor) >= 0)
            .DistinctBy(job => job.JobId)
            .OrderByDescending(job => job.Key, StringComparer.Ordinal)
            .ToList();

        return complete.Count > limit
            ? new JobPage(complete[..limit], complete[limit - 1].Key)
            : new JobPage(complete, floor);
    }
}
