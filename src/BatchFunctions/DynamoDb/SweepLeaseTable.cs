using BatchFunctions.Tracking;

namespace BatchFunctions.DynamoDb;

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
