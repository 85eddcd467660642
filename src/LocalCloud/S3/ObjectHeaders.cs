using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>The headers that are kept with an object, and those that are refused because they would mean something.</summary>
internal static class ObjectHeaders
{
    public const string MetadataPrefix = "x-amz-meta-";

    private const string Encryption = "x-amz-server-side-encryption";

    // AWS: every object is encrypted so where nothing else is asked for, and every answer says it (S3 user guide, default encryption).
    // Differs: here it lies in a file of the user's own disk, as it is.
    private const string EncryptionOfS3 = "AES256";

    // AWS: 2 KB of user metadata (UsingMetadata).
    private const int MaximumMetadata = 2 * 1024;

    private static readonly string[] Kept =
        ["content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires"];

    private static readonly string[] Refused =
    [
        "x-amz-tagging", "x-amz-website-redirect-location", "x-amz-server-side-encryption-", "x-amz-object-lock", "x-amz-grant-", "x-amz-write-offset-bytes",
        "x-amz-copy-source-server-side-encryption", "x-amz-mfa", "x-amz-bypass-governance-retention",
    ];

    /// <summary>Reads what an upload says of its object.</summary>
    /// <exception cref="AwsException">NotImplemented: a header asks for what the local S3 cannot do.</exception>
    public static Dictionary<string, string> Read(S3Request request)
    {
        RefuseOthers(request);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in request.Context.Request.Headers)
        {
            var lower = name.ToLowerInvariant();
            if (Kept.Contains(lower) || lower.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            {
                headers[lower] = Sendable(lower, value.ToString());
            }
        }

        if (headers.Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal)).Sum(header => header.Key.Length - MetadataPrefix.Length + header.Value.Length) > MaximumMetadata)
        {
            throw new AwsException("MetadataTooLarge", $"Your metadata headers exceed the maximum allowed metadata size of {MaximumMetadata} bytes.");
        }

        // aws-chunked is how it came, not how it is.
        if (headers.Remove("content-encoding", out var encoding)
            && string.Join(',', encoding.Split(',', StringSplitOptions.TrimEntries).Where(one => one != "aws-chunked")) is { Length: > 0 } rest)
        {
            headers["content-encoding"] = rest;
        }

        headers.TryAdd("content-type", ContentTypes.Default);

        return headers;
    }

    public static void RefuseOthers(S3Request request)
    {
        foreach (var (name, value) in request.Context.Request.Headers)
        {
            var lower = name.ToLowerInvariant();
            var isRefused = Refused.Any(prefix => lower.StartsWith(prefix, StringComparison.Ordinal))
                || (lower == "x-amz-acl" && value != "private" && value != "bucket-owner-full-control")
                || (lower == Encryption && value != EncryptionOfS3)
                || (lower == "x-amz-storage-class" && value != "STANDARD");
            if (isRefused)
            {
                throw S3Errors.NotImplemented($"The header {lower}: {value}");
            }
        }
    }

    /// <summary>Writes what goes back with an object.</summary>
    /// <param name="request">May ask for other headers, and for the checksum.</param>
    /// <param name="found">The object.</param>
    /// <param name="isWhole">False for a part of the object, which the object's checksum says nothing of.</param>
    public static void Write(S3Request request, StoredObject found, bool isWhole = true)
    {
        var headers = request.Context.Response.Headers;
        foreach (var (name, value) in found.Headers)
        {
            if (!name.StartsWith(Checksum.HeaderPrefix, StringComparison.Ordinal) || (isWhole && request.Header("x-amz-checksum-mode") == "ENABLED"))
            {
                headers[name] = value;
            }
        }

        foreach (var name in Kept)
        {
            if (request.Parameter("response-" + name) is { } instead)
            {
                headers[name] = Sendable("response-" + name, instead);
            }
        }

        headers.ETag = Quoted(found.ETag);
        headers.LastModified = found.LastModified.UtcDateTime.ToString("r", null);
        headers.AcceptRanges = "bytes";
        WriteEncryption(request);
        WriteVersion(request, found);
    }

    /// <summary>Says how objects are encrypted, in an answer about one.</summary>
    public static void WriteEncryption(S3Request request) => request.Context.Response.Headers[Encryption] = EncryptionOfS3;

    public static void WriteVersion(S3Request request, StoredObject version)
    {
        if (version.VersionId is { } id)
        {
            request.Context.Response.Headers["x-amz-version-id"] = id;
        }
    }

    /// <summary>What a header of an answer can carry.</summary>
    private static string Sendable(string name, string value) => value.Any(char.IsControl)
        ? throw S3Errors.InvalidArgument($"{name} must not have control characters.")
        : value;

    public static string Quoted(string etag) => $"\"{etag}\"";
}
