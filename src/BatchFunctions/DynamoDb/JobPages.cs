using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.DynamoDb;

/// <summary>What was read of one partition, newest first.</summary>
/// <param name="ReadUpTo">Key down to which it is complete; <c>null</c> when nothing is left.</param>
internal sealed record JobSlice(IReadOnlyList<JobSummary> Jobs, string? ReadUpTo);

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

/// <summary>The part of a list's question that an index's key does not answer.</summary>
internal static class JobFilters
{
    /// <returns>The filter expression; <c>null</c> where the key says it all.</returns>
    public static string? Add(
        JobQuery query, string index, Dictionary<string, string> names, Dictionary<string, AttributeValue> values)
    {
        var filters = new List<string>();
        if (query.NamePrefix is { Length: > 0 } prefix)
        {
            names["#jobName"] = "jobName";
            values[":prefix"] = Attribute.Text(prefix);
            filters.Add("begins_with(#jobName, :prefix)");
        }

        if (query.Statuses.Count > 0)
        {
            names["#status"] = "status";
            filters.Add($"#status IN ({string.Join(", ", query.Statuses.Select((status, n) => Value(values, $":status{n.ToString(CultureInfo.InvariantCulture)}", status.Name)))})");
        }

        if (index == "bySubmission" && query.JobQueue is { } queue)
        {
            names["#jobQueue"] = "jobQueue";
            values[":queue"] = Attribute.Text(ResourceName.Of(queue));
            values[":queueArn"] = Attribute.Text($"/{ResourceName.Of(queue)}");
            filters.Add("(#jobQueue = :queue OR contains(#jobQueue, :queueArn))");
        }

        return filters.Count == 0 ? null : string.Join(" AND ", filters);
    }

    private static string Value(Dictionary<string, AttributeValue> values, string alias, string text)
    {
        values[alias] = Attribute.Text(text);
        return alias;
    }
}
