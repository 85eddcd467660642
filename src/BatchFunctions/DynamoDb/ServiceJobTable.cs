using Amazon.DynamoDBv2.Model;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Wire;

namespace BatchFunctions.DynamoDb;

/// <summary>Records of service jobs as items <c>SERVICEJOB#id</c> / <c>SERVICEJOB</c>; the index by queue has those of a queue in one part.</summary>
internal sealed class ServiceJobTable(Table table) : IServiceJobStore
{
    private const string Sort = "SERVICEJOB";

    /// <summary>Jobs of one status, or of one share, are looked for among so many at a time.</summary>
    private const int FilteredAtATime = 500;

    public async Task<ServiceJobRecord?> FindAsync(string jobId, CancellationToken cancellation) =>
        await table.GetAsync(Partition(jobId), Sort, cancellation) is { } item ? Read(item) : null;

    public async Task<bool> TakeAsync(ServiceJobRecord news, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("jobId", Attribute.Text(news.JobId))
            .Set("jobName", Attribute.Text(news.JobName))
            .Set("jobQueue", Attribute.Text(news.JobQueue))
            .SetIfPresent("serviceJobType", Attribute.TextOrNull(news.ServiceJobType))
            .Set("status", Attribute.Text(news.Status))
            .SetOrRemove("statusReason", Attribute.TextOrNull(news.StatusReason))
            .SetIfPresent("shareIdentifier", Attribute.TextOrNull(news.ShareIdentifier))
            .SetIfPresent("quotaShareName", Attribute.TextOrNull(news.QuotaShareName))
            .Set("endedAttempts", Attribute.Number(news.EndedAttempts))
            .Set("preemptions", Attribute.Number(news.Preemptions))
            .SetOnce("createdAt", Attribute.Time(news.CreatedAt))
            .SetOnce("createdKey", Attribute.Text(news.Key))
            .SetOnce("queueStatus", Attribute.Text(QueuePart(news.JobQueue)))
            .SetIfPresent("startedAt", Attribute.TimeOrNull(news.StartedAt))
            .SetIfPresent("stoppedAt", Attribute.TimeOrNull(news.StoppedAt))
            .Set("changedAt", Attribute.Time(news.At))
            .Set("rank", Attribute.Number(news.Rank))
            .Remove("blockedReason")
            .SetOrRemove("expiresAt", ServiceJobStatuses.IsOver(news.Status) ? table.ExpiresAt(news.At) : null)
            .OnlyIfAbsentOrLess("rank", Attribute.Number(news.Rank));

        return await table.UpdateAsync(Partition(news.JobId), Sort, update, cancellation) is not null;
    }

    public async Task<bool> MarkBlockedAsync(ServiceJobRecord news, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("blockedReason", Attribute.Text(news.StatusReason ?? "UNDETERMINED"))
            .OnlyIfEqual("rank", Attribute.Number(news.Rank));

        return await table.UpdateAsync(Partition(news.JobId), Sort, update, cancellation) is not null;
    }

    /// <summary>The index leads to the jobs of a queue, and the records tell all of them: a page is at most a hundred.</summary>
    public async Task<ServiceJobPage> ListAsync(ServiceJobQuery query, CancellationToken cancellation)
    {
        var isFiltered = query.Statuses.Count > 0 || query.ShareIdentifier is not null;
        var page = await table.QueryAsync(
            new QueryRequest
            {
                IndexName = "byQueue",
                ScanIndexForward = false,
                // One more to see whether a page follows, and the last job of the page before, since BETWEEN takes both ends in.
                Limit = isFiltered ? FilteredAtATime : query.Limit + 2,
                KeyConditionExpression = "#key = :key AND createdKey BETWEEN :oldest AND :newest",
                ExpressionAttributeNames = new() { ["#key"] = "queueStatus" },
                ExpressionAttributeValues = new() { [":key"] = Attribute.Text(QueuePart(query.JobQueue)), [":oldest"] = Attribute.Text("0"), [":newest"] = Attribute.Text(query.After ?? "A") },
            },
            cancellation);
        var found = (page.Items ?? []).Where(item => item.TextOf("createdKey") != query.After
            && (query.Statuses.Count == 0 || query.Statuses.Contains(item.TextOf("status") ?? ""))).ToList();
        var (jobs, last) = (new List<ServiceJobRecord>(), (string?)null);
        foreach (var part in found.Chunk(query.Limit))
        {
            var records = await Task.WhenAll(part.Select(item => FindAsync(item.Required("jobId"), cancellation)));
            foreach (var (item, job) in part.Zip(records))
            {
                if (jobs.Count == query.Limit)
                {
                    return new ServiceJobPage(jobs, last);
                }

                last = item.Required("createdKey");
                if (job is not null && (query.ShareIdentifier is null || job.ShareIdentifier == query.ShareIdentifier))
                {
                    jobs.Add(job);
                }
            }
        }

        return new ServiceJobPage(jobs, page.LastEvaluatedKey is { Count: > 0 } next ? next.Required("createdKey") : null);
    }

    private static string Partition(string jobId) => $"SERVICEJOB#{jobId}";

    /// <summary>No part of a queue of other jobs begins with the sign: a queue's name has none, and stands first there.</summary>
    private static string QueuePart(string jobQueue) => $"#SERVICE#{ResourceName.Of(jobQueue)}";

    private static ServiceJobRecord Read(Dictionary<string, AttributeValue> item) => new()
    {
        JobId = item.Required("jobId"),
        JobName = item.Required("jobName"),
        JobQueue = item.Required("jobQueue"),
        ServiceJobType = item.TextOf("serviceJobType"),
        Status = item.Required("status"),
        StatusReason = item.TextOf("statusReason"),
        ShareIdentifier = item.TextOf("shareIdentifier"),
        QuotaShareName = item.TextOf("quotaShareName"),
        BlockedReason = item.TextOf("blockedReason"),
        EndedAttempts = item.IntOf("endedAttempts") ?? 0,
        Preemptions = item.IntOf("preemptions") ?? 0,
        CreatedAt = item.RequiredTime("createdAt"),
        StartedAt = item.TimeOf("startedAt"),
        StoppedAt = item.TimeOf("stoppedAt"),
        At = item.RequiredTime("changedAt"),
    };
}
