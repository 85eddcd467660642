using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Wire;

namespace BatchFunctions.DynamoDb;

/// <summary>
/// The names of the queues that jobs were heard of in, as items <c>QUEUES</c> / name: a list of no queue asks one after the other.
/// Each process writes a name at most once, and reads before it does.
/// </summary>
internal sealed class KnownQueues(Table table)
{
    private const string Partition = "QUEUES";

    private readonly ConcurrentDictionary<string, bool> _noted = new(StringComparer.Ordinal);

    /// <param name="jobQueue">Name or ARN.</param>
    public async Task NoteAsync(string jobQueue, DateTimeOffset at, CancellationToken cancellation)
    {
        var name = ResourceName.Of(jobQueue);
        if (name.Length == 0 || _noted.ContainsKey(name))
        {
            return;
        }

        if (await table.GetAsync(Partition, name, cancellation) is null)
        {
            var item = new Dictionary<string, AttributeValue>
            {
                [Table.PartitionKey] = Attribute.Text(Partition),
                [Table.SortKey] = Attribute.Text(name),
                ["at"] = Attribute.Time(at),
            };
            await table.PutNewAsync(item, cancellation);
        }

        _noted[name] = true;
    }

    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancellation)
    {
        var names = new List<string>();
        var request = new QueryRequest
        {
            KeyConditionExpression = "PK = :partition",
            ExpressionAttributeValues = new() { [":partition"] = Attribute.Text(Partition) },
        };
        do
        {
            var page = await table.QueryAsync(request, cancellation);
            names.AddRange((page.Items ?? []).Select(item => item.Required(Table.SortKey)));
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return names;
    }
}
