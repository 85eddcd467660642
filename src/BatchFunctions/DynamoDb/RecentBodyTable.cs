using BatchFunctions.Submissions;

namespace BatchFunctions.DynamoDb;

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
