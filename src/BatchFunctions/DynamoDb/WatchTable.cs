using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Tracking;

namespace BatchFunctions.DynamoDb;

/// <summary>The index <c>byChange</c>: what is not over yet, longest unmoved first.</summary>
internal sealed class WatchTable(Table table) : IWatchStore
{
    private const string JobPrefix = "JOB#";

    private const string IntentPrefix = "INTENT#";

    private const string SubmissionPrefix = "SUB#";

    public async Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var shards = await Task.WhenAll(Watch.All.Select(shard => ReadAsync(shard, before, limit, cancellation)));

        return [.. shards.SelectMany(items => items).OrderBy(item => item.Key, StringComparer.Ordinal).Take(limit).Select(item => item.Item)];
    }

    public Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation) => UpdateAsync(
        item,
        new ItemUpdate().Set("changedKey", Attribute.Text(JobKeys.At(at))).OnlyIfPresent("watch"),
        cancellation);

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

    private static WatchedItem ToItem(string partition) => partition switch
    {
        _ when partition.StartsWith(JobPrefix, StringComparison.Ordinal) => new WatchedItem(partition[JobPrefix.Length..], null),
        _ when partition.StartsWith(SubmissionPrefix, StringComparison.Ordinal) => new WatchedItem(null, null, partition[SubmissionPrefix.Length..]),
        _ => new WatchedItem(null, partition[Math.Min(IntentPrefix.Length, partition.Length)..]),
    };
}

/// <summary>
/// Spreads what is not over yet over a few partitions of the index <c>byChange</c>: one would take at most 1,000
/// writes a second.
/// </summary>
internal static class Watch
{
    public const int Shards = 4;

    public static IEnumerable<string> All => Enumerable.Range(0, Shards).Select(Name);

    /// <param name="id">A job id or a token: hexadecimal, so that its last digit spreads evenly.</param>
    public static string Shard(string id) => Name(id[^1] % Shards);

    private static string Name(int shard) => string.Create(CultureInfo.InvariantCulture, $"OPEN#{shard}");
}

/// <summary>The lease of the sweep as the item <c>SWEEP</c> / <c>SWEEP</c>.</summary>
internal sealed class SweepLeaseTable(Table table) : ISweepLease
{
    private const string Key = "SWEEP";

    public async Task<DateTimeOffset?> TakeAsync(string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("leaseOwner", Attribute.Text(owner))
            .Set("leaseUntil", Attribute.Time(until))
            .OnlyIfFree("leaseUntil", Attribute.Time(now), "leaseOwner", Attribute.Text(owner));
        if (await table.UpdateAsync(Key, Key, update, cancellation) is not null)
        {
            return null;
        }

        // Given back in between: whoever sweeps next finds it free.
        return await table.GetAsync(Key, Key, cancellation) is { } item ? item.TimeOf("leaseUntil") ?? now : now;
    }

    public Task GiveBackAsync(string owner, CancellationToken cancellation)
    {
        var update = new ItemUpdate().Remove("leaseUntil").OnlyIfEqual("leaseOwner", Attribute.Text(owner));

        return table.UpdateAsync(Key, Key, update, cancellation);
    }
}
