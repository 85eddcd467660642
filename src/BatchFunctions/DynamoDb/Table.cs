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
