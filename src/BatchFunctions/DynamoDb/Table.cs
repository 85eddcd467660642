using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace BatchFunctions.DynamoDb;

/// <summary>The one table: its name, how long items stay, and the few calls the stores make.</summary>
internal sealed class Table(IAmazonDynamoDB client, string name, TimeSpan retention)
{
    public const string PartitionKey = "PK";

    public const string SortKey = "SK";

    // AWS: 100 keys (API_BatchGetItem).
    private const int MostKeys = 100;

    // AWS: 2,048 bytes (DynamoDB developer guide, constraints, partition key length).
    private const int LongestPartition = 2_048;

    /// <summary>Far beyond what anything here stays open: a job of weeks, a message of 14 days, 14 more among the dead letters.</summary>
    private static readonly TimeSpan LongestOpen = TimeSpan.FromDays(366);

    /// <summary>How long an item stays after the end of what it tells of.</summary>
    public TimeSpan Retention => retention;

    /// <returns><c>null</c> where there is none, as of a partition whose name is longer than any can be.</returns>
    public async Task<Dictionary<string, AttributeValue>?> GetAsync(string partition, string sort, CancellationToken cancellation)
    {
        if (Encoding.UTF8.GetByteCount(partition) > LongestPartition)
        {
            return null;
        }

        var answer = await client.GetItemAsync(
            new GetItemRequest { TableName = name, Key = Key(partition, sort), ConsistentRead = true },
            cancellation);

        // The SDK gives null or an empty map for an item that is not there, by its settings.
        return answer.Item is { Count: > 0 } item ? item : null;
    }

    /// <summary>Items of several partitions under one sort key, by as few calls as there can be; those that are not there are left out.</summary>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> GetManyAsync(
        string sort, IReadOnlyCollection<string> partitions, CancellationToken cancellation)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        foreach (var keys in partitions.Distinct().Select(partition => Key(partition, sort)).Chunk(MostKeys))
        {
            // AWS: what does not fit into the 16 MB of an answer, or is throttled, comes back as unprocessed (API_BatchGetItem).
            for (List<Dictionary<string, AttributeValue>>? left = [.. keys]; left is { Count: > 0 };)
            {
                var answer = await client.BatchGetItemAsync(
                    new BatchGetItemRequest { RequestItems = new() { [name] = new KeysAndAttributes { Keys = left, ConsistentRead = true } } }, cancellation);
                items.AddRange(answer.Responses?.GetValueOrDefault(name) ?? []);
                var next = answer.UnprocessedKeys?.GetValueOrDefault(name)?.Keys;
                if (next?.Count == left.Count)
                {
                    throw new ProvisionedThroughputExceededException($"DynamoDB gave none of {left.Count} items.");
                }

                left = next;
            }
        }

        return items;
    }

    /// <returns>False where the item was there already.</returns>
    public async Task<bool> PutNewAsync(Dictionary<string, AttributeValue> item, CancellationToken cancellation)
    {
        try
        {
            await client.PutItemAsync(
                new PutItemRequest { TableName = name, Item = item, ConditionExpression = $"attribute_not_exists({PartitionKey})" },
                cancellation);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <returns>The item after the update; <c>null</c> where its condition did not hold.</returns>
    public async Task<Dictionary<string, AttributeValue>?> UpdateAsync(
        string partition, string sort, ItemUpdate update, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.UpdateItemAsync(update.ToRequest(name, Key(partition, sort)), cancellation);
            return answer.Attributes ?? [];
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    public async Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellation)
    {
        request.TableName = name;
        return await client.QueryAsync(request, cancellation);
    }

    /// <summary>The value of the TTL attribute for something that ends at <paramref name="at"/>.</summary>
    public AttributeValue ExpiresAt(DateTimeOffset at) => Attribute.Number((at + retention).ToUnixTimeSeconds());

    /// <summary>
    /// The value of the TTL attribute for something that begins at <paramref name="at"/>, and of whose end nobody tells this
    /// item: what belongs to a job must not go before the job's own record, which has no such time until the job is over.
    /// </summary>
    public AttributeValue ExpiresLate(DateTimeOffset at) => ExpiresAt(at + LongestOpen);

    private static Dictionary<string, AttributeValue> Key(string partition, string sort) => new()
    {
        [PartitionKey] = Attribute.Text(partition),
        [SortKey] = Attribute.Text(sort),
    };
}

/// <summary>Values to attributes and back; a missing attribute reads as <c>null</c>.</summary>
internal static class Attribute
{
    public static AttributeValue Text(string value) => new() { S = value };

    public static AttributeValue? TextOrNull(string? value) => value is null ? null : Text(value);

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue? NumberOrNull(long? value) => value is { } number ? Number(number) : null;

    public static AttributeValue Flag(bool value) => new() { BOOL = value };

    /// <summary>Milliseconds since 1970, as AWS Batch writes its times.</summary>
    public static AttributeValue Time(DateTimeOffset value) => Number(value.ToUnixTimeMilliseconds());

    public static AttributeValue? TimeOrNull(DateTimeOffset? value) => value is { } time ? Time(time) : null;

    extension(Dictionary<string, AttributeValue> item)
    {
        public string Required(string name) =>
            item.TextOf(name) ?? throw new InvalidDataException($"The item {item.TextOf(Table.PartitionKey)} has no '{name}'.");

        public string? TextOf(string name) => item.GetValueOrDefault(name)?.S;

        public long? NumberOf(string name) =>
            item.GetValueOrDefault(name)?.N is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

        public int? IntOf(string name) => (int?)item.NumberOf(name);

        public bool FlagOf(string name) => item.GetValueOrDefault(name)?.BOOL ?? false;

        public DateTimeOffset? TimeOf(string name) =>
            item.NumberOf(name) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

        public DateTimeOffset RequiredTime(string name) =>
            item.TimeOf(name) ?? throw new InvalidDataException($"The item {item.TextOf(Table.PartitionKey)} has no '{name}'.");

        public IReadOnlyList<T> ListOf<T>(string name, Func<Dictionary<string, AttributeValue>, T> read) =>
            item.GetValueOrDefault(name)?.L is { } list ? [.. list.Select(entry => read(entry.M))] : [];

        /// <summary>Adds the attribute unless the value is missing; DynamoDB has no use for nulls here.</summary>
        public void AddIfPresent(string name, AttributeValue? value)
        {
            if (value is not null)
            {
                item.Add(name, value);
            }
        }
    }
}
