namespace LocalCloud.S3;

/// <summary>One version of an object, or a delete marker.</summary>
internal sealed record StoredObject
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    /// <summary><c>null</c> for an object of a bucket without versions: S3's version <c>null</c>.</summary>
    public string? VersionId { get; init; }

    /// <summary>Sixteen hexadecimal digits that grow with every change.</summary>
    public required string Sequencer { get; init; }

    /// <summary>Without quotation marks.</summary>
    public required string ETag { get; init; }

    public required long Size { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    public bool IsDeleteMarker { get; init; }

    /// <summary>Where the file of the latest version lies, below the bucket's folder.</summary>
    public required string Path { get; init; }

    /// <summary>The file's own time when we last saw it: a change by hand shows in it.</summary>
    public long FileTicks { get; init; }

    /// <summary>What goes back with the object: content-type, x-amz-meta-…, x-amz-checksum-…, in lower case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
