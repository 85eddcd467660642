using Amazon.DynamoDBv2.Model;
using BatchFunctions.Following;

namespace BatchFunctions.DynamoDb;

/// <summary>What has moved as items <c>CHANGES</c> / <c>AT#key</c>, which go after an hour, and who looks as <c>CHANGES</c> / <c>WATCHED</c>.</summary>
internal sealed class ChangeTable(Table table) : IChangeFeed
{
    private const string Partition = "CHANGES";

    private const string Watched = "WATCHED";

    private const string Prefix = "AT#";

    /// <summary>Items of one look. Each has the jobs of one delivery, which are fifty at most: 2 KB.</summary>
    private const int MostItems = 20;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public Task WatchAsync(DateTimeOffset until, CancellationToken cancellation) =>
        table.UpdateAsync(
            Partition,
            Watched,
            new ItemUpdate().Set("until", Attribute.Time(until)).Set("expiresAt", Attribute.Number((until + Kept).ToUnixTimeSeconds())),
            cancellation);

    public async Task<DateTimeOffset?> WatchedUntilAsync(CancellationToken cancellation) =>
        (await table.GetAsync(Partition, Watched, cancellation))?.TimeOf("until");

    public Task TellAsync(ChangedJobs changes, DateTimeOffset at, CancellationToken cancellation) =>
        table.UpdateAsync(
            Partition,
            Prefix + changes.Key,
            new ItemUpdate()
                .Set("jobIds", new AttributeValue { L = [.. changes.JobIds.Select(Attribute.Text)], IsLSet = true })
                .Set("expiresAt", Attribute.Number((at + Kept).ToUnixTimeSeconds())),
            cancellation);

    public async Task<ChangesRead> ReadAsync(string after, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(
            new QueryRequest
            {
                Limit = MostItems,
                KeyConditionExpression = "PK = :partition AND SK BETWEEN :after AND :end",
                ExpressionAttributeValues = new()
                {
                    [":partition"] = Attribute.Text(Partition),
                    // The next text behind the key, and one that is behind all keys.
                    [":after"] = Attribute.Text($"{Prefix}{after}!"),
                    [":end"] = Attribute.Text($"{Prefix}~"),
                },
            },
            cancellation);

        // AWS: DynamoDB gives a key to go on with whenever it stopped at the limit (API_Query).
        return new([.. (page.Items ?? []).Select(Read)], page.LastEvaluatedKey is not { Count: > 0 });
    }

    private static ChangedJobs Read(Dictionary<string, AttributeValue> item) =>
        new(item.Required(Table.SortKey)[Prefix.Length..], [.. (item.GetValueOrDefault("jobIds")?.L ?? []).Select(jobId => jobId.S)]);
}
