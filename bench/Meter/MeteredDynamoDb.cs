using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Bench.Meter;

/// <summary>Sends every call on, and counts what DynamoDB would charge for it: from the items as they really stand before and after.</summary>
/// <param name="url">A DynamoDB, or what stands in for it.</param>
internal sealed class MeteredDynamoDb(string url, string tableName)
    : AmazonDynamoDBClient("local", "local", new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" })
{
    // AWS: a read unit for four kilobytes, half of one where it need not be consistent.
    private const int ReadBytes = 4096;

    private readonly Lock _lock = new();

    private List<GlobalSecondaryIndexDescription>? _indexes;

    public int WriteUnits { get; private set; }

    /// <summary>Of <see cref="WriteUnits"/>, those of writes whose condition did not hold.</summary>
    public int RefusedUnits { get; private set; }

    public double ReadUnits { get; private set; }

    public int Writes { get; private set; }

    public int Reads { get; private set; }

    /// <summary>Pages of the table and its indexes that were asked for.</summary>
    public int Queries { get; private set; }

    public override async Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default)
    {
        var key = new Dictionary<string, AttributeValue> { ["PK"] = request.Item["PK"], ["SK"] = request.Item["SK"] };

        return await WriteAsync(key, () => base.PutItemAsync(request, cancellationToken), cancellationToken);
    }

    public override async Task<UpdateItemResponse> UpdateItemAsync(UpdateItemRequest request, CancellationToken cancellationToken = default) =>
        await WriteAsync(request.Key, () => base.UpdateItemAsync(request, cancellationToken), cancellationToken);

    public override async Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.GetItemAsync(request, cancellationToken);
        Read(Meter.WriteUnits.Bytes(answer.Item ?? []), request.ConsistentRead == true);

        return answer;
    }

    /// <summary>AWS: each item of a batch is charged by itself (API_BatchGetItem).</summary>
    public override async Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.BatchGetItemAsync(request, cancellationToken);
        foreach (var (table, items) in answer.Responses ?? [])
        {
            items.ForEach(item => Read(Meter.WriteUnits.Bytes(item), request.RequestItems[table].ConsistentRead == true));
        }

        return answer;
    }

    public override async Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.QueryAsync(request, cancellationToken);
        Read((answer.Items ?? []).Sum(Meter.WriteUnits.Bytes), request.ConsistentRead == true);
        lock (_lock)
        {
            Queries++;
        }

        return answer;
    }

    /// <summary>The item as it stands, which nobody is charged for.</summary>
    public async Task<Dictionary<string, AttributeValue>> ItemAsync(Dictionary<string, AttributeValue> key, CancellationToken cancellation) =>
        (await base.GetItemAsync(new GetItemRequest { TableName = tableName, Key = key, ConsistentRead = true }, cancellation)).Item ?? [];

    private async Task<T> WriteAsync<T>(Dictionary<string, AttributeValue> key, Func<Task<T>> write, CancellationToken cancellation)
    {
        _indexes ??= (await DescribeTableAsync(tableName, cancellation)).Table.GlobalSecondaryIndexes;
        var before = await ItemAsync(key, cancellation);
        try
        {
            var answer = await write();
            var after = await ItemAsync(key, cancellation);
            Written(Meter.WriteUnits.OfTable(before, after) + _indexes.Sum(index => Meter.WriteUnits.OfIndex(index, before, after)), isRefused: false);

            return answer;
        }
        catch (ConditionalCheckFailedException)
        {
            // AWS: a write that is refused is charged by the item that is there.
            Written(Meter.WriteUnits.OfTable(before, before), isRefused: true);
            throw;
        }
    }

    private void Written(int units, bool isRefused)
    {
        lock (_lock)
        {
            Writes++;
            WriteUnits += units;
            RefusedUnits += isRefused ? units : 0;
        }
    }

    private void Read(int bytes, bool isConsistent)
    {
        lock (_lock)
        {
            Reads++;
            ReadUnits += Math.Max(1, (bytes + ReadBytes - 1) / ReadBytes) * (isConsistent ? 1 : 0.5);
        }
    }
}
