using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using LocalCloud.Lineages;
using LocalCloud.State;
using Microsoft.Extensions.Logging;

namespace LocalCloud.S3;

/// <summary>What the object store needs to know.</summary>
internal sealed record S3StoreOptions
{
    public required AwsAccount Account { get; init; }

    /// <summary>Folder with a folder for each bucket, such as <c>.local/s3</c>.</summary>
    public required string Folder { get; init; }

    public required StateDatabase Database { get; init; }

    /// <summary>Where notifications wait for delivery.</summary>
    public required Outbox Outbox { get; init; }

    /// <summary>
    /// What follows, by the rules of the default bus, from an event of a bucket that sends its events to EventBridge: given its id, its
    /// JSON and what led to it. <c>null</c>: nothing.
    /// </summary>
    public Func<string, ReadOnlyMemory<byte>, Lineage, IReadOnlyList<OutboxEntry>>? Bus { get; init; }

    /// <summary>Buckets that exist from the start; those made by CreateBucket are remembered beside them.</summary>
    public required IReadOnlyList<BucketSettings> Buckets { get; init; }

    public required TimeProvider Time { get; init; }

    public required Func<Guid> NewId { get; init; }

    public required ILogger<S3Store> Log { get; init; }

    /// <summary>Hears of every object that is made: bucket and key. From the store's own loop, so it must only take note; the object can be read a moment later.</summary>
    public Action<string, string>? Made { get; init; }
}
