using LocalCloud.Lineages;

namespace LocalCloud.S3;

/// <summary>What is known of an object whose content has arrived.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Key">The key.</param>
/// <param name="ETag">Without quotation marks.</param>
/// <param name="Size">In bytes.</param>
/// <param name="EventName">Such as <c>ObjectCreated:Put</c>.</param>
/// <param name="Cause">The call that brought it.</param>
internal sealed record NewObject(string Bucket, string Key, string ETag, long Size, string EventName, Cause Cause)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Looks at the object that this one replaces, and throws if it must not.</summary>
    public Action<StoredObject?> Check { get; init; } = static _ => { };
}

/// <summary>Why something changes in a bucket.</summary>
/// <param name="RequestId">Of the call that does it; notifications name it.</param>
/// <param name="Lineage">What led to the call.</param>
internal sealed record Cause(string RequestId, Lineage Lineage);
