using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>Failed children of array jobs, as items <c>CHILD#n</c> beside the array's own.</summary>
internal sealed class FailedChildTable(Table table)
{
    private const string Prefix = "CHILD#";

    public static string Sort(int index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index:D5}");

    public Task RecordAsync(FailedChild child, CancellationToken cancellation)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Table.PartitionKey] = Attribute.Text(JobItems.Partition(child.ParentId)),
            [Table.SortKey] = Attribute.Text(Sort(child.Index)),
            ["index"] = Attribute.Number(child.Index),
            ["at"] = Attribute.Time(child.At),
            ["attempts"] = JobItems.FromAttempts(child.Attempts),
            ["expiresAt"] = table.ExpiresLate(child.At),
        };
        item.AddIfPresent("statusReason", Attribute.TextOrNull(child.StatusReason));
        item.AddIfPresent("cause", Attribute.TextOrNull(child.Cause));

        return table.PutNewAsync(item, cancellation);
    }

    public async Task<IReadOnlyList<FailedChild>> ListAsync(string jobId, CancellationToken cancellation)
    {
        var children = new List<FailedChild>();
        var request = new QueryRequest
        {
            ConsistentRead = true,
            KeyConditionExpression = "PK = :partition AND begins_with(SK, :child)",
            ExpressionAttributeValues = new()
            {
                [":partition"] = Attribute.Text(JobItems.Partition(jobId)),
                [":child"] = Attribute.Text(Prefix),
            },
        };
        do
        {
            var page = await table.QueryAsync(request, cancellation);
            children.AddRange((page.Items ?? []).Select(item => ToChild(jobId, item)));
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return children;
    }

    /// <summary>Notes which job stands in for a failed child. The first one stays.</summary>
    public Task LinkAsync(string parentId, int index, string jobId, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("resubmittedAs", Attribute.Text(jobId))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent("resubmittedAs");

        return table.UpdateAsync(JobItems.Partition(parentId), Sort(index), update, cancellation);
    }

    private static FailedChild ToChild(string jobId, Dictionary<string, AttributeValue> item) => new(
        jobId,
        item.IntOf("index") ?? 0,
        item.TextOf("statusReason"),
        item.TextOf("cause"),
        item.RequiredTime("at"),
        JobItems.Attempts(item))
    {
        ResubmittedAs = item.TextOf("resubmittedAs"),
        Successor = SuccessorTable.Claim(item),
    };
}
