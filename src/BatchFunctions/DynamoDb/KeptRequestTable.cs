using Amazon.DynamoDBv2.Model;
using BatchFunctions.Resources;
using BatchFunctions.Submissions;

namespace BatchFunctions.DynamoDb;

/// <summary>Kept requests as items <c>KEPT#token</c> / <c>KEPT</c>.</summary>
internal sealed class KeptRequestTable(Table table) : IKeptRequests
{
    private const string Sort = "KEPT";

    public Task<bool> CreateAsync(KeptRequest request, DateTimeOffset now, CancellationToken cancellation) => table.PutNewAsync(
        new Dictionary<string, AttributeValue>
        {
            [Table.PartitionKey] = Attribute.Text(Partition(request.Token)),
            [Table.SortKey] = Attribute.Text(Sort),
            ["requestHash"] = Attribute.Text(request.RequestHash),
            ["leaseUntil"] = Attribute.Time(request.LeaseUntil),
            ["leaseOwner"] = Attribute.Text(request.LeaseOwner),
            ["expiresAt"] = table.ExpiresAt(now),
        },
        cancellation);

    public async Task<KeptRequest?> FindAsync(string token, CancellationToken cancellation) =>
        await table.GetAsync(Partition(token), Sort, cancellation) is { } item
            ? new KeptRequest(token, item.Required("requestHash"), item.RequiredTime("leaseUntil"), item.TextOf("leaseOwner") ?? "", Result(item))
            : null;

    public async Task<bool> LeaseAsync(KeptRequest seen, string owner, DateTimeOffset until, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("leaseUntil", Attribute.Time(until))
            .Set("leaseOwner", Attribute.Text(owner))
            .OnlyIfEqual("leaseUntil", Attribute.Time(seen.LeaseUntil))
            .OnlyIfAbsent("resourceArn");

        return await table.UpdateAsync(Partition(seen.Token), Sort, update, cancellation) is not null;
    }

    public Task SettleAsync(string token, CreatedResource result, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("resourceName", Attribute.Text(result.Name))
            .Set("resourceArn", Attribute.Text(result.Arn))
            .SetIfPresent("revision", Attribute.NumberOrNull(result.Revision))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent("resourceArn");

        return table.UpdateAsync(Partition(token), Sort, update, cancellation);
    }

    private static string Partition(string token) => $"KEPT#{token}";

    private static CreatedResource? Result(Dictionary<string, AttributeValue> item) =>
        item.TextOf("resourceArn") is { } arn ? new CreatedResource(item.Required("resourceName"), arn, item.IntOf("revision")) : null;
}

/// <summary>Recent bodies as items <c>BODY#hash</c> / <c>BODY</c>.</summary>
internal sealed class RecentBodyTable(Table table) : IRecentBodies
{
    private const string Sort = "BODY";

    public async Task<string> TokenAsync(string body, string fresh, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation)
    {
        var partition = $"BODY#{body}";
        var update = new ItemUpdate()
            .Set("token", Attribute.Text(fresh))
            .Set("until", Attribute.Time(until))
            .Set("expiresAt", table.ExpiresAt(until))
            .OnlyIfAbsentOrLess("until", Attribute.Time(now));

        return await table.UpdateAsync(partition, Sort, update, cancellation) is not null
            ? fresh
            : (await table.GetAsync(partition, Sort, cancellation))?.TextOf("token") ?? fresh;
    }
}
