using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>The S3 endpoint, in path style and as <c>bucket.localhost</c>.</summary>
internal sealed class S3Service(AwsAccount account, S3Store store) : IAwsService
{
    // What a request is about, besides a bucket or an object; what is not served is refused by its name.
    private static readonly string[] Subresources =
    [
        "accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption", "intelligent-tiering", "inventory", "legal-hold", "lifecycle",
        "location", "logging", "metadataTable", "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus",
        "publicAccessBlock", "replication", "renameObject", "requestPayment", "restore", "retention", "select", "session", "tagging", "torrent",
        "uploads", "uploadId", "versioning", "versions", "website",
    ];

    private readonly BucketOperations _buckets = new(account, store);
    private readonly BucketTagging _tagging = new(store);
    private readonly ListOperations _lists = new(account, store);
    private readonly MultipartOperations _multiparts = new(store);
    private readonly ObjectOperations _objects = new(store);

    public string SigningName => "s3";

    public IReadOnlyList<Demand> Demands(ServiceCall call) => S3Request.Parse(call.Context) is var request ? S3Permissions.Of(request, Subresource(request)) : [];

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["x-amz-request-id"] = context.TraceIdentifier;
        context.Response.Headers["x-amz-id-2"] = context.TraceIdentifier;
        var request = S3Request.Parse(context);
        if (request.Bucket.Length > 0)
        {
            context.Response.Headers["x-amz-bucket-region"] = account.Region;
            CheckRegion(context);
        }

        RequestRules.Check(request, Subresource(request), account.AccountId);
        await (request switch
        {
            { Bucket: "" } => OfAll(request),
            { Key: "" } => OfBucket(request),
            _ => OfObject(request),
        });
    }

    // AWS: the endpoint of another region sends to the bucket's own, and SDKs sign again for the one that the header names (S3 user guide,
    // redirection). What names no bucket is answered everywhere.
    private void CheckRegion(HttpContext context)
    {
        if (context.Features.Get<PayloadSigning>()?.Key.Scope.Region is { } region && region != account.Region)
        {
            throw new AwsException(
                "PermanentRedirect",
                $"The bucket you are attempting to access must be addressed using the specified endpoint: it is in {account.Region}, and the request was signed for {region}. Please send all future requests to this endpoint.",
                StatusCodes.Status301MovedPermanently)
            {
                Region = account.Region,
            };
        }
    }

    private Task OfAll(S3Request request) => request.Method switch
    {
        "GET" => _buckets.ListBucketsAsync(request),
        _ => throw NotAllowed(request),
    };

    private Task OfBucket(S3Request request) => (request.Method, Subresource(request)) switch
    {
        ("GET", "") => request.Parameter("list-type") switch
        {
            "2" => _lists.ListObjectsV2Async(request),
            null => _lists.ListObjectsAsync(request),
            var other => throw S3Errors.InvalidArgument($"list-type must be 2, not '{other}'."),
        },
        ("HEAD", "") => _buckets.HeadBucketAsync(request),
        ("PUT", "") => _buckets.CreateBucketAsync(request),
        ("DELETE", "") => _buckets.DeleteBucketAsync(request),
        ("GET", "location") => _buckets.GetBucketLocationAsync(request),
        ("GET", "versioning") => _buckets.GetBucketVersioningAsync(request),
        ("PUT", "versioning") => _buckets.PutBucketVersioningAsync(request),
        ("GET", "versions") => _lists.ListObjectVersionsAsync(request),
        ("GET", "uploads") => _multiparts.ListUploadsAsync(request),
        ("GET", "tagging") => _tagging.GetAsync(request),
        ("PUT", "tagging") => _tagging.PutAsync(request),
        ("DELETE", "tagging") => _tagging.DeleteAsync(request),
        ("POST", "delete") => _objects.DeleteObjectsAsync(request),
        (_, "") => throw NotAllowed(request),
        var (method, subresource) => throw S3Errors.NotImplemented($"{method} with ?{subresource} on a bucket"),
    };

    private Task OfObject(S3Request request) => (request.Method, Subresource(request)) switch
    {
        ("GET" or "HEAD", "") => _objects.GetObjectAsync(request),
        ("PUT", "") when request.Header("x-amz-copy-source") is not null => _objects.CopyObjectAsync(request),
        ("PUT", "") => _objects.PutObjectAsync(request),
        ("DELETE", "") => _objects.DeleteObjectAsync(request),
        ("POST", "uploads") => _multiparts.CreateAsync(request),
        ("PUT", "uploadId") when request.Header("x-amz-copy-source") is not null => _multiparts.UploadPartCopyAsync(request),
        ("PUT", "uploadId") => _multiparts.UploadPartAsync(request),
        ("POST", "uploadId") => _multiparts.CompleteAsync(request),
        ("DELETE", "uploadId") => _multiparts.AbortAsync(request),
        ("GET", "uploadId") => _multiparts.ListPartsAsync(request),
        (_, "") => throw NotAllowed(request),
        var (method, subresource) => throw S3Errors.NotImplemented($"{method} with ?{subresource} on an object"),
    };

    private static string Subresource(S3Request request) =>
        Subresources.FirstOrDefault(name => request.Has(name)) ?? "";

    private static AwsException NotAllowed(S3Request request) =>
        new("MethodNotAllowed", $"The specified method is not allowed against this resource: {request.Method}.", StatusCodes.Status405MethodNotAllowed);
}
