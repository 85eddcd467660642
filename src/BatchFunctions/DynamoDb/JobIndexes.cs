using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.DynamoDb;

/// <summary>Lists jobs from the indexes, newest first, never by a scan.</summary>
internal sealed class JobIndexes(Table table, KnownQueues queues)
{
    /// <summary>Queries of one partition within one page, so that a rare name does not read a whole index in one call.</summary>
    private const int MostReads = 2;

    private const int FilteredAtATime = 500;

    /// <summary>Queues that are asked side by side.</summary>
    private const int QueuesAtATime = 16;

    private static readonly IReadOnlyList<JobStatus> OpenStatuses = [.. JobStatusNames.All.Where(status => !status.IsTerminal)];

    public async Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation) => query switch
    {
        { SubmissionId: { } id } => JobPages.Merge([await ReadAsync("bySubmission", "submissionId", id, query, cancellation)], query.Limit),
        { JobQueue: { } queue } => JobPages.Merge(await ReadQueueAsync(ResourceName.Of(queue), query, cancellation), query.Limit),
        _ => await ListQueuesAsync(query, cancellation),
    };

    public async Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation)
    {
        var counts = new Dictionary<JobStatus, int>();
        var request = new QueryRequest
        {
            IndexName = "bySubmission",
            KeyConditionExpression = "submissionId = :id",
            ProjectionExpression = "#status",
            ExpressionAttributeNames = new() { ["#status"] = "status" },
            ExpressionAttributeValues = new() { [":id"] = Attribute.Text(submissionId) },
        };
        do
        {
            var page = await table.QueryAsync(request, cancellation);
            foreach (var status in (page.Items ?? []).Select(item => JobStatusNames.Parse(item.TextOf("status"))).OfType<JobStatus>())
            {
                counts[status] = counts.GetValueOrDefault(status) + 1;
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return counts;
    }

    /// <summary>
    /// The parts of a queue in which jobs of these statuses are, in the order in which they are read: a job leaves what is open
    /// once, by its end, so that one that moves on meanwhile is met where it has gone.
    /// </summary>
    /// <returns>Each with the statuses that are asked for of it; none where all are that it has.</returns>
    internal static IReadOnlyList<(string Part, IReadOnlyList<JobStatus> Statuses)> PartsOf(IReadOnlyList<JobStatus> statuses)
    {
        List<JobStatus> asked = [.. (statuses.Count == 0 ? JobStatusNames.All : statuses).Distinct().Order()];
        List<JobStatus> open = [.. asked.Where(status => !status.IsTerminal)];
        // Earlier versions kept a part for each status; an open job leaves its place there with its next news.
        var parts = asked.Select(status => (status.Name, (IReadOnlyList<JobStatus>)[])).ToList();
        if (open.Count > 0)
        {
            parts.Insert(open.Count, (JobItems.Open, open.Count == OpenStatuses.Count ? [] : open));
        }

        return parts;
    }

    private async Task<List<JobSlice>> ReadQueueAsync(string queue, JobQuery query, CancellationToken cancellation)
    {
        var slices = new List<JobSlice>();
        foreach (var (part, statuses) in PartsOf(query.Statuses))
        {
            slices.Add(await ReadAsync("byQueue", "queueStatus", JobItems.QueuePart(queue, part), query with { Statuses = statuses }, cancellation));
        }

        // A job that changes its status between two of these reads may be in both; the later one knows better.
        slices.Reverse();

        return slices;
    }

    private async Task<JobPage> ListQueuesAsync(JobQuery query, CancellationToken cancellation)
    {
        var slices = new List<JobSlice>();
        foreach (var names in (await queues.AllAsync(cancellation)).Chunk(QueuesAtATime))
        {
            slices.AddRange((await Task.WhenAll(names.Select(name => ReadQueueAsync(name, query, cancellation)))).SelectMany(read => read));
        }

        return JobPages.Merge(slices, query.Limit);
    }

    private async Task<JobSlice> ReadAsync(
        string index, string keyName, string keyValue, JobQuery query, CancellationToken cancellation)
    {
        var jobs = new List<JobSummary>();
        var request = ToRequest(index, keyName, keyValue, query);
        for (var reads = 0; reads < MostReads; reads++)
        {
            var page = await table.QueryAsync(request, cancellation);
            var read = (page.Items ?? []).Select(Read).OfType<JobSummary>().Where(job => job.Key != query.After && IsOfQueue(job, query)).ToList();
            jobs.AddRange(query.ShareIdentifier is { } share ? await OfShareAsync(read, share, cancellation) : read);
            if (page.LastEvaluatedKey is not { Count: > 0 } last)
            {
                return new JobSlice(jobs, ReadUpTo: null);
            }

            request.ExclusiveStartKey = last;
            // One more than shown tells that a page follows. AWS: DynamoDB gives a key to go on with whenever it stopped at
            // the limit, also after the very last item (API_Query).
            if (jobs.Count > query.Limit)
            {
                break;
            }
        }

        return new JobSlice(jobs, request.ExclusiveStartKey.Required("createdKey"));
    }

    /// <summary>
    /// The jobs of one share. No index has the share: a deployed table could get one only by a second deployment. So the records
    /// themselves are asked, a hundred a call.
    /// </summary>
    private async Task<IEnumerable<JobSummary>> OfShareAsync(List<JobSummary> jobs, string share, CancellationToken cancellation)
    {
        var records = await table.GetManyAsync(JobItems.Sort, [.. jobs.Select(job => JobItems.Partition(job.JobId))], cancellation);
        var ofShare = records.Where(item => item.TextOf("shareIdentifier") == share).Select(item => item.Required(Table.PartitionKey)).ToHashSet();

        return jobs.Where(job => ofShare.Contains(JobItems.Partition(job.JobId)));
    }

    /// <summary>A record that cannot be read is left out: it must not hide all the others. Who asks for it by its id is told.</summary>
    private static JobSummary? Read(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return JobItems.ToSummary(item);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The filter of a submission's jobs takes queues in whose ARN the name only begins another.</summary>
    private static bool IsOfQueue(JobSummary job, JobQuery query) =>
        query.JobQueue is not { } queue || ResourceName.Of(job.JobQueue) == ResourceName.Of(queue);

    private static QueryRequest ToRequest(string index, string keyName, string keyValue, JobQuery query)
    {
        var newest = query.CreatedBefore is { } before ? JobKeys.At(before) : "A";
        var values = new Dictionary<string, AttributeValue>
        {
            [":key"] = Attribute.Text(keyValue),
            [":oldest"] = Attribute.Text(query.CreatedAfter is { } after ? JobKeys.At(after) : "0"),
            [":newest"] = Attribute.Text(query.After is { } key && string.CompareOrdinal(key, newest) < 0 ? key : newest),
        };
        var names = new Dictionary<string, string> { ["#key"] = keyName };
        var filters = JobFilters.Add(query, index, names, values);

        return new QueryRequest
        {
            IndexName = index,
            ScanIndexForward = false,
            // One more to see whether a page follows, and the last job of the page before, since BETWEEN takes both ends in.
            // DynamoDB counts before it filters, so with a filter more is read at a time.
            Limit = filters is null && query.ShareIdentifier is null ? query.Limit + 2 : FilteredAtATime,
            KeyConditionExpression = "#key = :key AND createdKey BETWEEN :oldest AND :newest",
            FilterExpression = filters,
            ExpressionAttributeNames = names,
            ExpressionAttributeValues = values,
        };
    }
}
