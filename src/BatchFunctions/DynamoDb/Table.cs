using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace BatchFunctions.DynamoDb;

/// <summary>The one table: its name, how long items stay, and the few calls the stores make.</summary>
internal sealed class Table(IAmazonDynamoDB client, string name, TimeSpan retention)
{
    public const string PartitionKey = "PK";

    public const string SortKey = "SK";

    /// <summary>Longest an item stays after its last change.</summary>
    public TimeSpan Retention => retention;

    public async Task<Dictionary<string, AttributeValue>?> GetAsync(string partition, string sort, CancellationToken cancellation)
    {
        var answer = await client.GetItemAsync(
            new GetItemRequest { TableName = name, Key = Key(partition, sort), ConsistentRead = true },
            cancellation);

        // The SDK gives null or an empty map for an item that is not there, by its settings.
        return answer.Item is { Count: > 0 } item ? item : null;
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

    /// <summary>The value of the TTL attribute for something that changes at <paramref name="at"/>.</summary>
    public AttributeValue ExpiresAt(DateTimeOffset at) => Attribute.Number((at + retention).ToUnixTimeSeconds());

    private static Dictionary<string, AttributeValue> Key(string partition, string sort) => new()
    {
        [PartitionKey] = Attribute.Text(partition),
        [SortKey] = Attribute.Text(sort),
    };
}
