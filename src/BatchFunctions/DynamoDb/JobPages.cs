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

/// <summary>A partition of an index in which jobs are by the time of their creation.</summary>
/// <param name="Filter">What of the question the entries themselves answer, as an expression; <c>null</c> where the key says it all.</param>
/// <param name="Statuses">Statuses that entries have, for the filter.</param>
internal sealed record JobPart(string Index, string KeyName, string Key, string SortName, string? Filter = null, IReadOnlyList<JobStatus>? Statuses = null)
{
    private const int FilteredAtATime = 500;

    private static readonly IReadOnlyList<JobStatus> OpenStatuses = [.. JobStatusNames.All.Where(status => !status.IsTerminal)];

    /// <summary>Two at most, in the order in which they are read: a job leaves what is open once, by its end, so that one that ends meanwhile is met where it has gone.</summary>
    public static IReadOnlyList<JobPart> Of(JobQuery query) => query switch
    {
        { SubmissionId: { } id } => [new("bySubmission", "submissionId", id, "createdKey", Statuses: query.Statuses)],
        { JobQueue: { } queue } => [.. OfQueue(ResourceName.Of(queue), query.Statuses)],
        _ => [.. OfAll(query.Statuses)],
    };

    /// <summary>Where earlier versions kept the open jobs of a queue: one part for all, or one for each status.</summary>
    public static IEnumerable<JobPart> OfEarlier(JobQuery query) => query is { SubmissionId: null, JobQueue: { } queue }
        ? Asked(query.Statuses).Where(status => !status.IsTerminal).Select(status => status.Name).ToList() is { Count: > 0 } names
            ? names.Append("OPEN").Select(name => ByQueue(ResourceName.Of(queue), name, []))
            : []
        : [];

    public string KeyOf(Dictionary<string, AttributeValue> entry) => entry.Required(SortName);

    /// <summary>Whether an entry tells all that a list shows of its job.</summary>
    public bool IsWhole(Dictionary<string, AttributeValue> entry) => Index is "byQueue" or "bySubmission" && JobIndexes.IsEnded(entry);

    public QueryRequest ToRequest(JobQuery query)
    {
        var newest = query.CreatedBefore is { } before ? JobKeys.At(before) : "A";
        var values = new Dictionary<string, AttributeValue>
        {
            [":key"] = Attribute.Text(Key),
            [":oldest"] = Attribute.Text(query.CreatedAfter is { } after ? JobKeys.At(after) : "0"),
            [":newest"] = Attribute.Text(query.After is { } key && string.CompareOrdinal(key, newest) < 0 ? key : newest),
        };
        var names = new Dictionary<string, string> { ["#key"] = KeyName, ["#sort"] = SortName };
        var filter = Filtered(query, names, values);

        return new QueryRequest
        {
            IndexName = Index,
            ScanIndexForward = false,
            // One more to see whether a page follows, and the last job of the page before, since BETWEEN takes both ends in.
            // DynamoDB counts before it filters, so with a filter more is read at a time.
            Limit = filter is null && IsToldByKey(query) ? query.Limit + 2 : FilteredAtATime,
            KeyConditionExpression = "#key = :key AND #sort BETWEEN :oldest AND :newest",
            FilterExpression = filter,
            ExpressionAttributeNames = names,
            ExpressionAttributeValues = values,
        };
    }

    private static IEnumerable<JobPart> OfQueue(string queue, IReadOnlyList<JobStatus> statuses)
    {
        var asked = Asked(statuses);
        if (asked.Any(status => status != JobStatus.Succeeded))
        {
            yield return ByQueue(queue, JobStatus.Failed.Name, [.. asked.Where(status => status != JobStatus.Succeeded)]);
        }

        if (asked.Contains(JobStatus.Succeeded))
        {
            yield return ByQueue(queue, JobStatus.Succeeded.Name, []);
        }
    }

    private static IEnumerable<JobPart> OfAll(IReadOnlyList<JobStatus> statuses)
    {
        var asked = Asked(statuses);
        if (asked.Contains(JobStatus.Succeeded))
        {
            yield return new("byTime", Table.SortKey, JobItems.Sort, "createdKey");
            yield break;
        }

        if (asked.Any(status => !status.IsTerminal))
        {
            yield return new("byChange", "watch", Watch.Jobs, "changedKey");
        }

        if (asked.Contains(JobStatus.Failed))
        {
            yield return new("byTime", Table.SortKey, JobItems.Sort, "createdKey", "attribute_exists(cause)");
        }
    }

    private static JobPart ByQueue(string queue, string part, IReadOnlyList<JobStatus> statuses) =>
        new("byQueue", "queueStatus", JobItems.QueuePart(queue, part), "createdKey", Statuses: statuses.Count == JobStatusNames.All.Count - 1 ? [] : statuses);

    private static IReadOnlyList<JobStatus> Asked(IReadOnlyList<JobStatus> statuses) => statuses.Count == 0 ? JobStatusNames.All : statuses;

    /// <summary>Whether every job of this partition is one that is asked for.</summary>
    private bool IsToldByKey(JobQuery query) =>
        query is { ShareIdentifier: null, NamePrefix: null or "" }
        && (query.Statuses.Count == 0 || (Index == "byQueue" && query.Statuses is [JobStatus.Succeeded]));

    private string? Filtered(JobQuery query, Dictionary<string, string> names, Dictionary<string, AttributeValue> values)
    {
        var filters = new List<string>();
        if (Filter is not null)
        {
            filters.Add(Filter);
        }

        if (query.NamePrefix is { Length: > 0 } prefix && Index != "byChange")
        {
            names["#jobName"] = "jobName";
            values[":prefix"] = Attribute.Text(prefix);
            filters.Add("begins_with(#jobName, :prefix)");
        }

        if (Statuses is { Count: > 0 })
        {
            // Of an open job an entry tells only that it is open.
            JobStatus[] kept = [.. Statuses.Where(status => status.IsTerminal), .. Statuses.Any(status => !status.IsTerminal) ? OpenStatuses : []];
            names["#status"] = "status";
            filters.Add($"#status IN ({string.Join(", ", kept.Select((status, n) => Value(values, $":status{n.ToString(CultureInfo.InvariantCulture)}", status.Name)))})");
        }

        if (Index == "bySubmission" && query.JobQueue is { } queue)
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
