namespace LocalCloud.S3;

/// <summary>A multipart upload under way.</summary>
internal sealed record Upload(string Id, string Bucket, string Key, IReadOnlyDictionary<string, string> Headers, DateTimeOffset StartedAt)
{
    /// <summary>By number.</summary>
    public SortedDictionary<int, UploadPart> Parts { get; init; } = [];
}

/// <param name="Number">1 to 10,000.</param>
/// <param name="ETag">MD5 of the part, without quotation marks.</param>
/// <param name="Size">In bytes.</param>
/// <param name="LastModified">When it was uploaded.</param>
/// <param name="File">Where it lies.</param>
/// <param name="Headers">Its checksum, if it has one.</param>
internal sealed record UploadPart(int Number, string ETag, long Size, DateTimeOffset LastModified, string File, IReadOnlyDictionary<string, string> Headers);
