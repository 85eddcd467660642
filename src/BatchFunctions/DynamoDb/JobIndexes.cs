using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>
/// Lists jobs from the indexes, newest first, never by a scan: a page is one query of each partition that a filter needs, which are two
/// at most, or two queries of one.
/// </summary>
internal sealed class JobIndexes(Table table, TimeProvider time)
{
    /// <summary>Queries of one list, so that a rare name does not read a whole index in one call.</summary>
    private const int MostReads = 2;

    /// <summary>Entries that are looked at before more of the index is read.</summary>
    private const int RecordsAtATime = 100;

    private readonly EarlierPlaces _earlier = new(table, time);

    public async Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation)
    {
        // Open jobs of an earlier version first: they move to where this one has them.
        IReadOnlyList<JobPart> parts = [.. await _earlier.MayBeAsync(cancellation) ? JobPart.OfEarlier(query) : [], .. JobPart.Of(query)];
        var slices = new List<JobSlice>();
        foreach (var part in parts)
        {
            slices.Add(await ReadAsync(part, parts.Count == 1 ? MostReads : 1, query, cancellation));
        }

        // A job that ends between two of these reads may be in both; the later one knows better.
        slices.Reverse();

        return JobPages.Merge(slices, query.Limit);
    }

    public async Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation)
    {
        var counts = new Dictionary<JobStatus, int>();
        var request = new QueryRequest
        {
            IndexName = "bySubmission",
            KeyConditionExpression = "submissionId = :id",
            ExpressionAttributeValues = new() { [":id"] = Attribute.Text(submissionId) },
        };
        do
        {
            var page = await table.QueryAsync(request, cancellation);
            foreach (var job in (await RecordsAsync(page.Items ?? [], IsEnded, cancellation)).Select(Read).OfType<JobSummary>())
            {
                counts[job.Status] = counts.GetValueOrDefault(job.Status) + 1;
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return counts;
    }

    private async Task<JobSlice> ReadAsync(JobPart part, int most, JobQuery query, CancellationToken cancellation)
    {
        var jobs = new List<JobSummary>();
        var request = part.ToRequest(query);
        for (var reads = 0; reads < most; reads++)
        {
            var page = await table.QueryAsync(request, cancellation);
            foreach (var some in (page.Items ?? []).Where(item => part.KeyOf(item) != query.After).Chunk(RecordsAtATime))
            {
                var items = await RecordsAsync(some, item => part.IsWhole(item) && query.ShareIdentifier is null, cancellation);
                jobs.AddRange(items.Where(item => query.ShareIdentifier is not { } share || item.TextOf("shareIdentifier") == share).Select(Read).OfType<JobSummary>().Where(query.Takes));
                // One more than shown tells that a page follows.
                if (jobs.Count > query.Limit)
                {
                    return new JobSlice(jobs, part.KeyOf(some[^1]));
                }
            }

            // AWS: DynamoDB gives a key to go on with whenever it stopped at the limit, also after the very last item (API_Query).
            if (page.LastEvaluatedKey is not { Count: > 0 } last)
            {
                return new JobSlice(jobs, ReadUpTo: null);
            }

            request.ExclusiveStartKey = last;
        }

        return new JobSlice(jobs, part.KeyOf(request.ExclusiveStartKey));
    }

    /// <summary>In the same order, each entry of an index that does not tell all with the record that does; those are left out whose record is gone.</summary>
    private async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> RecordsAsync(
        IReadOnlyList<Dictionary<string, AttributeValue>> entries, Func<Dictionary<string, AttributeValue>, bool> isWhole, CancellationToken cancellation)
    {
        List<string> asked = [.. entries.Where(entry => !isWhole(entry)).Select(entry => entry.Required(Table.PartitionKey))];
        var records = (await table.GetManyAsync(JobItems.Sort, asked, cancellation)).ToDictionary(item => item.Required(Table.PartitionKey));

        return [.. entries.Select(entry => isWhole(entry) ? entry : records.GetValueOrDefault(entry.Required(Table.PartitionKey))).OfType<Dictionary<string, AttributeValue>>()];
    }

    /// <summary>The end of a job is in the indexes by queue and by submission; what is told of it on the way there is in its record alone.</summary>
    public static bool IsEnded(Dictionary<string, AttributeValue> entry) => JobStatusNames.Parse(entry.TextOf("status")) is { IsTerminal: true };

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
}

/// <summary>
/// Open jobs that an earlier version has left in parts of a queue that this one has no more: they leave them with their next news, and
/// the sweep moves those that have none. A day after its first sweep of this version none is there any more.
/// </summary>
internal sealed class EarlierPlaces(Table table, TimeProvider time)
{
    private static readonly TimeSpan Moving = TimeSpan.FromDays(1);

    private DateTimeOffset? _first;

    public async Task<bool> MayBeAsync(CancellationToken cancellation)
    {
        _first ??= await SweepCursorTable.FirstAsync(table, cancellation);

        return _first is not { } first || time.GetUtcNow() - first < Moving;
    }
}
