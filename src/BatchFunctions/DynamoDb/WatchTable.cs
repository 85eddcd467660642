using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Tracking;

namespace BatchFunctions.DynamoDb;

/// <summary>The index <c>byChange</c>: what is not over yet, longest unmoved first.</summary>
internal sealed class WatchTable(Table table) : IWatchStore
{
    private const string JobPrefix = "JOB#";

    private const char Separator = '|';

    private const string IntentPrefix = "INTENT#";

    private const string SubmissionPrefix = "SUB#";

    public async Task<IReadOnlyList<OpenJob>> OpenJobsAsync(
        DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation) =>
        [.. (await OpenAsync(table, Watch.Jobs, JobItems.Partition, JobItems.Sort, since, before, after, limit, cancellation))
            .Select(item => ToOpenJob(item, item.Required(Table.PartitionKey)[JobPrefix.Length..]))];

    /// <summary>Entries of one part of the index: jobs that are open, by the time of their creation.</summary>
    /// <param name="part">Of the index.</param>
    /// <param name="partition">Where the item of a job is, by the job's id.</param>
    /// <param name="after">A place, as <see cref="Place"/> names it; one of an earlier version is of another part: the lap begins anew.</param>
    public static async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> OpenAsync(
        Table table, string part, Func<string, string> partition, string sort, DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation)
    {
        var found = new List<Dictionary<string, AttributeValue>>();
        var request = new QueryRequest
        {
            IndexName = "byChange",
            KeyConditionExpression = "#watch = :jobs AND changedKey BETWEEN :since AND :before",
            ExpressionAttributeNames = new() { ["#watch"] = "watch" },
            ExpressionAttributeValues = new()
            {
                [":jobs"] = Attribute.Text(part),
                [":since"] = Attribute.Text(JobKeys.At(since)),
                [":before"] = Attribute.Text(JobKeys.At(before)),
            },
            ExclusiveStartKey = after?.Split(Separator, 2) is [var key, var jobId] && key.Contains(jobId, StringComparison.Ordinal)
                ? new()
                {
                    [Table.PartitionKey] = Attribute.Text(partition(jobId)),
                    [Table.SortKey] = Attribute.Text(sort),
                    ["watch"] = Attribute.Text(part),
                    ["changedKey"] = Attribute.Text(key),
                }
                : null,
        };
        do
        {
            request.Limit = limit - found.Count;
            var page = await table.QueryAsync(request, cancellation);
            found.AddRange(page.Items ?? []);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (found.Count < limit && request.ExclusiveStartKey is { Count: > 0 });

        return found;
    }

    /// <summary>Names the key and the item.</summary>
    public static string Place(Dictionary<string, AttributeValue> item, string jobId) => $"{item.Required("changedKey")}{Separator}{jobId}";

    public async Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var shards = await Task.WhenAll(Watch.All.Select(shard => ReadAsync(shard, before, limit, cancellation)));

        return [.. shards.SelectMany(items => items).OrderBy(item => item.Key, StringComparer.Ordinal).Take(limit).Select(item => item.Item)];
    }

    public Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation) => item.JobId is { } jobId
        ? MoveAsync(jobId, cancellation)
        : UpdateAsync(item, new ItemUpdate().Set("changedKey", Attribute.Text(JobKeys.At(at))).OnlyIfPresent("watch"), cancellation);

    /// <summary>Puts a job where this version has the open ones. Should it have moved on meanwhile, the next sweep finds it again.</summary>
    private async Task MoveAsync(string jobId, CancellationToken cancellation)
    {
        if (await table.GetAsync(JobPrefix + jobId, JobItems.Sort, cancellation) is not { } item || !item.ContainsKey("watch"))
        {
            return;
        }

        var record = JobItems.ToRecord(item);
        await UpdateAsync(
            new WatchedItem(jobId, null),
            new ItemUpdate()
                .Set("watch", Attribute.Text(Watch.Jobs))
                .Set("changedKey", Attribute.Text(JobKeys.Created(record.CreatedAt, jobId)))
                .Set("queueStatus", Attribute.Text(JobItems.QueueStatus(record.JobQueue, record.Status)))
                .OnlyIfPresent("watch")
                .OnlyIfEqual("status", item["status"]),
            cancellation);
    }

    public Task DropAsync(WatchedItem item, CancellationToken cancellation) =>
        UpdateAsync(item, new ItemUpdate().Remove("watch").Remove("changedKey").OnlyIfPresent(Table.PartitionKey), cancellation);

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) => UpdateAsync(
        new WatchedItem(jobId, null),
        new ItemUpdate()
            // Its end was not heard, so that it counts from now.
            .Set("expiresAt", table.ExpiresAt(at))
            .Set("isForgotten", Attribute.Flag(true))
            .Set("cause", Attribute.Text(nameof(FailureCause.Unknown)))
            .Remove("watch")
            .Remove("changedKey")
            .OnlyIfPresent(Table.PartitionKey),
        cancellation);

    public async Task<bool> IsToldStuckAsync(string jobId, CancellationToken cancellation) =>
        await table.GetAsync(JobPrefix + jobId, "JOB", cancellation) is { } item && item.ContainsKey("stuckAt");

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) => UpdateAsync(
        new WatchedItem(jobId, null),
        new ItemUpdate().Set("stuckAt", Attribute.Time(at)).OnlyIfPresent(Table.PartitionKey).OnlyIfAbsent("stuckAt"),
        cancellation);

    private async Task<bool> UpdateAsync(WatchedItem item, ItemUpdate update, CancellationToken cancellation)
    {
        var (partition, sort) = item switch
        {
            { JobId: { } jobId } => (JobPrefix + jobId, "JOB"),
            { SubmissionId: { } submissionId } => (SubmissionPrefix + submissionId, "SUB"),
            _ => (IntentPrefix + item.Token, "INTENT"),
        };

        return await table.UpdateAsync(partition, sort, update, cancellation) is not null;
    }

    private async Task<IEnumerable<(string Key, WatchedItem Item)>> ReadAsync(
        string shard, DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(
            new QueryRequest
            {
                IndexName = "byChange",
                Limit = limit,
                KeyConditionExpression = "#watch = :shard AND changedKey < :before",
                ExpressionAttributeNames = new() { ["#watch"] = "watch" },
                ExpressionAttributeValues = new() { [":shard"] = Attribute.Text(shard), [":before"] = Attribute.Text(JobKeys.At(before)) },
            },
            cancellation);

        return (page.Items ?? []).Select(item => (item.Required("changedKey"), ToItem(item.Required(Table.PartitionKey))));
    }

    private static OpenJob ToOpenJob(Dictionary<string, AttributeValue> item, string jobId) => new(jobId, Place(item, jobId));

    private static WatchedItem ToItem(string partition) => partition switch
    {
        _ when partition.StartsWith(JobPrefix, StringComparison.Ordinal) => new WatchedItem(partition[JobPrefix.Length..], null),
        _ when partition.StartsWith(SubmissionPrefix, StringComparison.Ordinal) => new WatchedItem(null, null, partition[SubmissionPrefix.Length..]),
        _ => new WatchedItem(null, partition[Math.Min(IntentPrefix.Length, partition.Length)..]),
    };
}

/// <summary>The partitions of the index <c>byChange</c>.</summary>
internal static class Watch
{
    /// <summary>
    /// Open jobs, by the time of their creation. AWS Batch takes 50 jobs a second (quotas), and each is one write here when it comes and one when it goes;
    /// a partition takes 1,000 (DynamoDB developer guide, partition key design).
    /// </summary>
    public const string Jobs = "JOBS";

    /// <summary>Open service jobs, in the same order.</summary>
    public const string ServiceJobs = "SERVICEJOBS";

    private const int Shards = 4;

    private const string Others = "OPEN";

    /// <summary>Parts in which intents and submissions are, and jobs of earlier versions.</summary>
    public static IEnumerable<string> All => Enumerable.Range(0, Shards).SelectMany(shard => (string[])[Name(Others, shard), Name(Jobs, shard)]);

    /// <param name="id">A token: hexadecimal, so that its last digit spreads evenly.</param>
    public static string Shard(string id) => Name(Others, id[^1] % Shards);

    private static string Name(string kind, int shard) => string.Create(CultureInfo.InvariantCulture, $"{kind}#{shard}");
}
