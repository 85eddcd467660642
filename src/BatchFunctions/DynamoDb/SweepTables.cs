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

/// <summary>Where the sweep of open jobs has come to, as the item <c>SWEEP</c> / <c>CURSOR</c>; that of service jobs has another sort key.</summary>
internal sealed class SweepCursorTable(Table table, string sort = SweepCursorTable.Sort) : ISweepCursor
{
    public const string OfServiceJobs = "SERVICECURSOR";

    private const string Partition = "SWEEP";

    private const string Sort = "CURSOR";

    private const string FirstAt = "firstAt";

    /// <summary>When the first sweep of this version has begun; <c>null</c> where none has.</summary>
    public static async Task<DateTimeOffset?> FirstAsync(Table table, CancellationToken cancellation) =>
        (await table.GetAsync(Partition, Sort, cancellation))?.TimeOf(FirstAt);

    public async Task<SweepCursor> ReadAsync(CancellationToken cancellation) =>
        await table.GetAsync(Partition, sort, cancellation) is { } item
            ? new SweepCursor
            {
                Since = item.RequiredTime("since"),
                Before = item.RequiredTime("before"),
                WholeAt = item.RequiredTime("wholeAt"),
                After = item.TextOf("after"),
                IsUnderWay = item.FlagOf("isUnderWay"),
                IsOpen = item.FlagOf("isOpen"),
                FirstAt = item.TimeOf(FirstAt),
            }
            : SweepCursor.None;

    public Task WriteAsync(SweepCursor cursor, CancellationToken cancellation) => table.UpdateAsync(
        Partition,
        sort,
        new ItemUpdate()
            .Set("since", Attribute.Time(cursor.Since))
            .Set("before", Attribute.Time(cursor.Before))
            .Set("wholeAt", Attribute.Time(cursor.WholeAt))
            .SetOrRemove("after", Attribute.TextOrNull(cursor.After))
            .Set("isUnderWay", Attribute.Flag(cursor.IsUnderWay))
            .Set("isOpen", Attribute.Flag(cursor.IsOpen))
            .SetIfPresent(FirstAt, Attribute.TimeOrNull(cursor.FirstAt)),
        cancellation);
}
