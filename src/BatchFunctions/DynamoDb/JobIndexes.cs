using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.DynamoDb;

/// <summary>Lists jobs from the indexes, newest first, never by a scan.</summary>
internal sealed class JobIndexes(Table table, TimeProvider time)
{
    /// <summary>Days looked through at a time when no queue is named; a day without jobs costs half a read unit.</summary>
    private const int DaysAtATime = 10;

    /// <summary>Days that one page looks through at most; the next page goes on.</summary>
    private const int MostDays = 400;

    /// <summary>Queries of one partition within one page, so that a rare name does not read a whole index in one call.</summary>
    private const int MostReads = 5;

    private const int FilteredAtATime = 500;

    public async Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation) => query switch
    {
        { SubmissionId: { } id } => JobPages.Merge([await ReadAsync("bySubmission", "submissionId", id, query, cancellation)], query.Limit),
        { JobQueue: { } queue } => await ListQueueAsync(ResourceName.Of(queue), query, cancellation),
        _ => await ListDaysAsync(query, cancellation),
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

    private async Task<JobPage> ListQueueAsync(string queue, JobQuery query, CancellationToken cancellation)
    {
        var slices = new List<JobSlice>();
        foreach (var status in LapsOf(query.Statuses.Count == 0 ? JobStatusNames.All : query.Statuses))
        {
            slices.Add(await ReadAsync("byQueue", "queueStatus", JobItems.QueueStatus(queue, status), query, cancellation));
        }

        // A job that changes its status between two of these reads may be in both; the later one knows better.
        slices.Reverse();

        return JobPages.Merge(slices, query.Limit);
    }

    /// <summary>
    /// The order in which statuses are read: one after the other as a job goes through them, so that one that moves on
    /// meanwhile is met where it has gone. Only a new attempt leads back, to RUNNABLE: from there on a second lap is read.
    /// A job that is missed has been led back twice during one list, with a container's start and end in between.
    /// </summary>
    internal static IReadOnlyList<JobStatus> LapsOf(IReadOnlyList<JobStatus> statuses)
    {
        List<JobStatus> lap = [.. statuses.Distinct().Order()];
        var leadsBack = lap.Contains(JobStatus.Runnable) && (lap.Contains(JobStatus.Starting) || lap.Contains(JobStatus.Running));

        return leadsBack ? [.. lap, .. lap.Where(status => status >= JobStatus.Runnable)] : lap;
    }

    private async Task<JobPage> ListDaysAsync(JobQuery query, CancellationToken cancellation)
    {
        var jobs = new List<JobSummary>();
        var now = time.GetUtcNow();
        var oldest = query.CreatedAfter ?? now - table.Retention;
        var day = Newest(query, now);
        for (var looked = 0; looked < MostDays && day.AddDays(1) > oldest; looked += DaysAtATime)
        {
            var slices = await Task.WhenAll(Enumerable.Range(0, DaysAtATime).Select(ago =>
                ReadAsync("byDay", "day", JobItems.Day(day.AddDays(-ago)), query with { Limit = query.Limit - jobs.Count }, cancellation)));
            foreach (var slice in slices)
            {
                jobs.AddRange(slice.Jobs);
                if (jobs.Count > query.Limit || slice.ReadUpTo is not null)
                {
                    return JobPages.Merge([new JobSlice(jobs, slice.ReadUpTo)], query.Limit);
                }
            }

            day = day.AddDays(-DaysAtATime);
        }

        return new JobPage(jobs, day.AddDays(1) > oldest ? JobKeys.At(day.AddDays(1)) : null);
    }

    private static DateTimeOffset Newest(JobQuery query, DateTimeOffset now)
    {
        // Clocks of callers may run ahead of ours by a little; their jobs are shown too.
        var newest = query.CreatedBefore is { } before && before < now ? before : now.AddDays(1);
        if (query.After is { } after)
        {
            var milliseconds = long.Parse(after.Split('#')[0], CultureInfo.InvariantCulture);
            newest = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) is var last && last < newest ? last : newest;
        }

        return new DateTimeOffset(newest.UtcDateTime.Date, TimeSpan.Zero);
    }

    private async Task<JobSlice> ReadAsync(
        string index, string keyName, string keyValue, JobQuery query, CancellationToken cancellation)
    {
        var jobs = new List<JobSummary>();
        var request = ToRequest(index, keyName, keyValue, query);
        for (var read = 0; read < MostReads; read++)
        {
            var page = await table.QueryAsync(request, cancellation);
            jobs.AddRange((page.Items ?? []).Select(Read).OfType<JobSummary>().Where(job => job.Key != query.After && IsOfQueue(job, query)));
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
            Limit = filters is null ? query.Limit + 2 : FilteredAtATime,
            KeyConditionExpression = "#key = :key AND createdKey BETWEEN :oldest AND :newest",
            FilterExpression = filters,
            ExpressionAttributeNames = names,
            ExpressionAttributeValues = values,
        };
    }
}
