namespace LocalCloud.S3;

/// <summary>What is known of an object whose content has arrived.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Key">The key.</param>
/// <param name="ETag">Without quotation marks.</param>
/// <param name="Size">In bytes.</param>
/// <param name="EventName">Such as <c>ObjectCreated:Put</c>.</param>
/// <param name="RequestId">Of the call that brought it.</param>
internal sealed record NewObject(string Bucket, string Key, string ETag, long Size, string EventName, string RequestId)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Looks at the object that this one replaces, and throws if it must not.</summary>
    public Action<StoredObject?> Check { get; init; } = static _ => { };
}
