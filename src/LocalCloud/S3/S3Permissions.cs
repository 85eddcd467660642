using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>What a caller must be allowed to, for each operation of S3 (service authorization reference, Amazon S3).</summary>
internal static class S3Permissions
{
    /// <param name="request">The call.</param>
    /// <param name="subresource">What it is about, besides a bucket or an object.</param>
    public static IReadOnlyList<Demand> Of(S3Request request, string subresource) => request switch
    {
        { Bucket: "" } => [new("s3:ListAllMyBuckets", "*")],
        // Each key has an answer of its own, and so has each refusal.
        { Key: "", Method: "POST" } when subresource == "delete" => [],
        { Key: "" } => [OfBucket(request, subresource)],
        _ => [.. OfObject(request, subresource).Select(demand => Keyed(demand, request))],
    };

    public static Demand DeleteObject(string bucket, string key, string? versionId) => versionId is null
        ? new("s3:DeleteObject", Arn(bucket, key))
        : new Demand("s3:DeleteObjectVersion", Arn(bucket, key)).With("s3:VersionId", versionId);

    /// <summary>AWS: only whoever may list a bucket hears that a key is not there; others are not allowed (API_GetObject).</summary>
    public static Demand ListBucket(string bucket) => new("s3:ListBucket", $"arn:aws:s3:::{bucket}");

    private static Demand OfBucket(S3Request request, string subresource)
    {
        var demand = new Demand(
            (request.Method, subresource) switch
            {
                ("GET", "") or ("HEAD", "") => "s3:ListBucket",
                ("PUT", "") => "s3:CreateBucket",
                ("DELETE", "") => "s3:DeleteBucket",
                ("GET", "location") => "s3:GetBucketLocation",
                ("GET", "versioning") => "s3:GetBucketVersioning",
                ("PUT", "versioning") => "s3:PutBucketVersioning",
                ("GET", "versions") => "s3:ListBucketVersions",
                ("GET", "uploads") => "s3:ListBucketMultipartUploads",
                ("GET", "tagging") => "s3:GetBucketTagging",
                // AWS: taking tags away is putting none.
                ("PUT" or "DELETE", "tagging") => "s3:PutBucketTagging",
                // What is not served has no row, and only whoever may do everything hears that it is not.
                _ => "s3:Unknown",
            },
            $"arn:aws:s3:::{request.Bucket}");

        return demand.Action is "s3:ListBucket" or "s3:ListBucketVersions" && request.Method == "GET"
            ? demand.With("s3:prefix", request.Parameter("prefix") ?? "").With("s3:delimiter", request.Parameter("delimiter")).With("s3:max-keys", request.Parameter("max-keys"))
            : demand;
    }

    private static IReadOnlyList<Demand> OfObject(S3Request request, string subresource)
    {
        var arn = Arn(request.Bucket, request.Key);
        var isCopy = request.Header("x-amz-copy-source") is not null;

        return (request.Method, subresource) switch
        {
            ("GET" or "HEAD", "") => [Read(request.Bucket, request.Key, request.Parameter("versionId"))],
            ("PUT", "" or "uploadId") when isCopy && CopySource.Parse(request) is var source => [Read(source.Bucket, source.Key, source.VersionId), new("s3:PutObject", arn)],
            ("PUT", "" or "uploadId") or ("POST", "uploads" or "uploadId") => [new("s3:PutObject", arn)],
            ("DELETE", "") => [DeleteObject(request.Bucket, request.Key, request.Parameter("versionId"))],
            ("DELETE", "uploadId") => [new("s3:AbortMultipartUpload", arn)],
            ("GET", "uploadId") => [new("s3:ListMultipartUploadParts", arn)],
            _ => [new("s3:Unknown", arn)],
        };
    }

    private static Demand Read(string bucket, string key, string? versionId) => versionId is null
        ? new("s3:GetObject", Arn(bucket, key))
        : new Demand("s3:GetObjectVersion", Arn(bucket, key)).With("s3:VersionId", versionId);

    // AWS: headers that policies may ask about have condition keys of their names.
    private static Demand Keyed(Demand demand, S3Request request) => ((string[])
        [
            "x-amz-acl", "x-amz-copy-source", "x-amz-metadata-directive", "x-amz-server-side-encryption", "x-amz-storage-class", "if-match", "if-none-match",
        ])
        .Aggregate(demand, (one, header) => one.With("s3:" + header, request.Header(header)));

    private static string Arn(string bucket, string key) => $"arn:aws:s3:::{bucket}/{key}";
}
