using System.Text;
using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>What <c>x-amz-copy-source</c> names.</summary>
internal sealed record CopySource(string Bucket, string Key, string? VersionId)
{
    private const string ConditionPrefix = "x-amz-copy-source-";

    /// <exception cref="AwsException">InvalidArgument: it is not /bucket/key.</exception>
    public static CopySource Parse(S3Request request)
    {
        var header = request.Header("x-amz-copy-source") ?? "";
        var parts = header.Split("?versionId=", 2);
        var path = Encoding.UTF8.GetString(CanonicalRequest.Decode(parts[0])).TrimStart('/').Split('/', 2);

        return path is [{ Length: > 0 } bucket, { Length: > 0 } key]
            ? new(bucket, key, parts.Length == 2 ? parts[1] : null)
            : throw S3Errors.InvalidArgument($"Copy Source must mention the source bucket and key: sourcebucket/sourcekey, not '{header}'.");
    }

    /// <summary>Looks at the conditions on the source.</summary>
    /// <exception cref="AwsException">PreconditionFailed.</exception>
    public void Check(S3Request request, StoredObject found)
    {
        if (Preconditions.IsNotModified(name => request.Header(ConditionPrefix + name), found))
        {
            throw S3Errors.PreconditionFailed(ConditionPrefix + "If-None-Match");
        }

        if (VersionId is not null || found.VersionId is not null)
        {
            request.Context.Response.Headers["x-amz-copy-source-version-id"] = found.VersionId ?? "null";
        }
    }
}
