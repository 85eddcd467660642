using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.ServiceJobs;

namespace BatchFunctions.DynamoDb;

/// <summary>Records of service jobs; the index by queue has those of a queue in one part, and the index of what is open those that are not all done about in another.</summary>
internal sealed class ServiceJobTable(Table table) : IServiceJobStore
{
    /// <summary>Jobs of one status, share or name are looked for among so many at a time.</summary>
    private const int FilteredAtATime = 500;

    private readonly ServiceRequestTable _requests = new(table);

    private readonly ServiceJobEndTable _ends = new(table);

    public async Task<ServiceJobRecord?> FindAsync(string jobId, CancellationToken cancellation) =>
        await table.GetAsync(ServiceJobItems.Partition(jobId), ServiceJobItems.Sort, cancellation) is { } item ? ServiceJobItems.Read(item) : null;

    public async Task<IReadOnlyList<ServiceJobRecord>> FindManyAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellation) =>
        [.. (await table.GetManyAsync(ServiceJobItems.Sort, [.. jobIds.Select(ServiceJobItems.Partition)], cancellation)).Select(ReadOrLeaveOut).OfType<ServiceJobRecord>()];

    public async Task<bool> TakeAsync(ServiceJobRecord news, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("jobId", Attribute.Text(news.JobId))
            .Set("jobName", Attribute.Text(news.JobName))
            .Set("jobQueue", Attribute.Text(news.JobQueue))
            .SetIfPresent("serviceJobType", Attribute.TextOrNull(news.ServiceJobType))
            .Set("status", Attribute.Text(news.Status))
            .SetOrRemove("statusReason", Attribute.TextOrNull(news.StatusReason))
            .SetOrRemove("cause", Attribute.TextOrNull(news.Cause))
            .SetIfPresent("shareIdentifier", Attribute.TextOrNull(news.ShareIdentifier))
            .SetIfPresent("quotaShareName", Attribute.TextOrNull(news.QuotaShareName))
            .Set("endedAttempts", Attribute.Number(news.EndedAttempts))
            .SetIfPresent(ServiceJobItems.Latest, ServiceJobItems.Attempts(news))
            .Set("preemptions", Attribute.Number(news.Preemptions))
            .SetOnce("createdAt", Attribute.Time(news.CreatedAt))
            .SetOnce("createdKey", Attribute.Text(news.Key))
            .SetOnce("queueStatus", Attribute.Text(ServiceJobItems.QueuePart(news.JobQueue)))
            // Also when it is over: it is watched until what has to be done about it is done.
            .SetOnce("watch", Attribute.Text(Watch.ServiceJobs))
            .SetOnce("changedKey", Attribute.Text(news.Key))
            .SetIfPresent("startedAt", Attribute.TimeOrNull(news.StartedAt))
            .SetIfPresent("stoppedAt", Attribute.TimeOrNull(news.StoppedAt))
            .Set("changedAt", Attribute.Time(news.At))
            .Set("rank", Attribute.Number(news.Rank))
            .Remove("blockedReason")
            .Remove("isForgotten")
            .SetOrRemove("expiresAt", news.IsOver ? table.ExpiresAt(news.At) : null)
            .OnlyIfAbsentOrLess("rank", Attribute.Number(news.Rank));
        var line = ServiceJobItems.LineKey(news.Rank);
        if (line is not null)
        {
            update.SetOnce(line, ServiceJobItems.Line(news.At, news.Status, news.StatusReason));
        }

        if (await table.UpdateAsync(ServiceJobItems.Partition(news.JobId), ServiceJobItems.Sort, update, cancellation) is not null)
        {
            return true;
        }

        await RememberLateAsync(news, line, cancellation);
        return false;
    }

    public Task AddPreemptionAsync(string jobId, ServiceJobMoment preemption, CancellationToken cancellation) => table.UpdateAsync(
        ServiceJobItems.Partition(jobId),
        ServiceJobItems.Sort,
        new ItemUpdate()
            .SetOnce(ServiceJobItems.LineKey(preemption), ServiceJobItems.Line(preemption.At, preemption.Status, preemption.Reason))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsentOrLess("preemptions", Attribute.Number(ServiceJobMoment.MostLines)),
        cancellation);

    public async Task<bool> MarkBlockedAsync(ServiceJobRecord news, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("blockedReason", Attribute.Text(news.StatusReason ?? "UNDETERMINED"))
            .OnlyIfEqual("rank", Attribute.Number(news.Rank));

        return await table.UpdateAsync(ServiceJobItems.Partition(news.JobId), ServiceJobItems.Sort, update, cancellation) is not null;
    }

    /// <summary>The index leads to the jobs of a queue, and the records tell all of them: a page is at most a hundred.</summary>
    public async Task<ServiceJobPage> ListAsync(ServiceJobQuery query, CancellationToken cancellation)
    {
        var (oldest, newest) = (query.CreatedAfter is { } after ? JobKeys.At(after) : "0", Newest(query));
        if (string.CompareOrdinal(oldest, newest) > 0)
        {
            // AWS: a BETWEEN whose ends are the wrong way round is refused (DynamoDB, key condition expressions).
            return new ServiceJobPage([], null);
        }

        var isFiltered = query.Statuses.Count > 0 || query.ShareIdentifier is not null || query.NamePrefix is not null;
        var page = await table.QueryAsync(
            new QueryRequest
            {
                IndexName = "byQueue",
                ScanIndexForward = false,
                // One more to see whether a page follows, and the last job of the page before, since BETWEEN takes both ends in.
                Limit = isFiltered ? FilteredAtATime : query.Limit + 2,
                KeyConditionExpression = "#key = :key AND createdKey BETWEEN :oldest AND :newest",
                ExpressionAttributeNames = new() { ["#key"] = "queueStatus" },
                ExpressionAttributeValues = new()
                {
                    [":key"] = Attribute.Text(ServiceJobItems.QueuePart(query.JobQueue)),
                    [":oldest"] = Attribute.Text(oldest),
                    [":newest"] = Attribute.Text(newest),
                },
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
                if (job is not null && query.Takes(job))
                {
                    jobs.Add(job);
                }
            }
        }

        return new ServiceJobPage(jobs, page.LastEvaluatedKey is { Count: > 0 } next ? next.Required("createdKey") : null);
    }

    public Task<ServiceJobRequest> KeepRequestAsync(ServiceJobRequest request, CancellationToken cancellation) => _requests.KeepAsync(request, cancellation);

    public Task<ServiceJobRequest?> FindRequestAsync(string token, CancellationToken cancellation) => _requests.FindAsync(token, cancellation);

    public async Task RecordSubmissionAsync(string jobId, ServiceJobRequest request, DateTimeOffset at, CancellationToken cancellation)
    {
        await _ends.RecordAsync(jobId, request, at, cancellation);
        if (request.ResubmitOf is { } failedJobId)
        {
            await _ends.LinkAsync(failedJobId, jobId, cancellation);
        }

        // Last: whoever finds the job on the request has nothing left to write down.
        await _requests.SettleAsync(request.Token, jobId, cancellation);
    }

    public Task<SuccessorClaim?> ClaimAsync(string jobId, string token, DateTimeOffset at, DateTimeOffset renewedSince, CancellationToken cancellation) =>
        _ends.ClaimAsync(jobId, token, at, renewedSince, cancellation);

    public Task GiveBackAsync(string jobId, string token, CancellationToken cancellation) => _ends.GiveBackAsync(jobId, token, cancellation);

    public Task<ServiceJobRecord?> DecideAsync(string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        _ends.DecideAsync(jobId, decision, why, verdict, at, cancellation);

    public Task<ServiceJobRecord?> TakeBackAsync(string jobId, string token, string why, CancellationToken cancellation) =>
        _ends.TakeBackAsync(jobId, token, why, cancellation);

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) => _ends.MarkHandledAsync(jobId, cancellation);

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) => _ends.MarkForgottenAsync(jobId, at, cancellation);

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) => _ends.MarkStuckAsync(jobId, at, cancellation);

    public Task DropAsync(string jobId, CancellationToken cancellation) => _ends.DropAsync(jobId, cancellation);

    public async Task<IReadOnlyList<OpenServiceJob>> OpenAsync(
        DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation) =>
        [.. (await WatchTable.OpenAsync(table, Watch.ServiceJobs, ServiceJobItems.Partition, ServiceJobItems.Sort, since, before, after, limit, cancellation))
            .Select(item => new OpenServiceJob(ServiceJobItems.JobId(item), WatchTable.Place(item, ServiceJobItems.JobId(item))))];

    /// <summary>BETWEEN takes both ends in, and no job has a time alone as its key.</summary>
    private static string Newest(ServiceJobQuery query)
    {
        var newest = query.CreatedBefore is { } before ? JobKeys.At(before) : "A";

        return query.After is { } last && string.CompareOrdinal(last, newest) < 0 ? last : newest;
    }

    /// <summary>A record that cannot be read is left out: it must not hide all the others. Who asks for it alone is told.</summary>
    private static ServiceJobRecord? ReadOrLeaveOut(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return ServiceJobItems.Read(item);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>News that came late change nothing but the history. Doubled ones are there already: that costs no write.</summary>
    private async Task RememberLateAsync(ServiceJobRecord news, string? line, CancellationToken cancellation)
    {
        if (line is null || await table.GetAsync(ServiceJobItems.Partition(news.JobId), ServiceJobItems.Sort, cancellation) is not { } item || item.ContainsKey(line))
        {
            return;
        }

        var update = new ItemUpdate()
            .SetOnce(line, ServiceJobItems.Line(news.At, news.Status, news.StatusReason))
            .OnlyIfPresent(Table.PartitionKey);
        await table.UpdateAsync(ServiceJobItems.Partition(news.JobId), ServiceJobItems.Sort, update, cancellation);
    }
}
