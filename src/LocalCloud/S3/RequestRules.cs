using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>
/// Headers that forbid something: conditions, and whose the bucket must be. What is not known is refused by name, since
/// leaving it out would do what the client did not want.
/// </summary>
internal static class RequestRules
{
    private const string Owner = "x-amz-expected-bucket-owner";
    private const string SourceOwner = "x-amz-source-expected-bucket-owner";

    private static readonly string[] OfRead = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"];
    private static readonly string[] OfWrite = ["if-match", "if-none-match"];
    private static readonly string[] OfDelete = ["if-match", "x-amz-if-match-last-modified-time", "x-amz-if-match-size"];
    private static readonly string[] OfSource =
    [
        "x-amz-copy-source-if-match", "x-amz-copy-source-if-none-match", "x-amz-copy-source-if-modified-since", "x-amz-copy-source-if-unmodified-since",
    ];

    /// <param name="request">The call.</param>
    /// <param name="subresource">What it is about, besides a bucket or an object.</param>
    /// <param name="accountId">Whose buckets these are.</param>
    /// <exception cref="AwsException">A condition or an owner that is not known here, or another owner than the bucket's.</exception>
    public static void Check(S3Request request, string subresource, string accountId)
    {
        var isCopy = request.Header("x-amz-copy-source") is not null;
        var conditions = Conditions(request, subresource, isCopy);
        foreach (var (name, value) in request.Context.Request.Headers)
        {
            var lower = name.ToLowerInvariant();
            if (lower == Owner || (lower == SourceOwner && isCopy))
            {
                CheckOwner(value.ToString(), accountId);
            }
            else if (IsRestriction(lower) && !conditions.Contains(lower))
            {
                throw S3Errors.NotImplemented($"The header {lower} on this request");
            }
        }
    }

    private static string[] Conditions(S3Request request, string subresource, bool isCopy) => (request.Key, request.Method, subresource) switch
    {
        ("", _, _) => [],
        (_, "GET" or "HEAD", "") => OfRead,
        (_, "PUT", "") => isCopy ? [.. OfWrite, .. OfSource] : OfWrite,
        (_, "PUT", "uploadId") when isCopy => OfSource,
        (_, "POST", "uploadId") => OfWrite,
        (_, "DELETE", "") => OfDelete,
        _ => [],
    };

    private static bool IsRestriction(string name) =>
        name.StartsWith("if-", StringComparison.Ordinal)
        || (name.StartsWith("x-amz-", StringComparison.Ordinal) && !name.StartsWith(ObjectHeaders.MetadataPrefix, StringComparison.Ordinal)
            && (name.Contains("-if-", StringComparison.Ordinal) || name.Contains("expected", StringComparison.Ordinal) || name.Contains("owner", StringComparison.Ordinal)));

    // AWS: a bucket of somebody else is refused with 403 (S3 user guide, verifying bucket ownership).
    private static void CheckOwner(string expected, string accountId)
    {
        if (expected != accountId)
        {
            throw new AwsException("AccessDenied", $"Access Denied: the bucket belongs to {accountId}, not to {expected}.", StatusCodes.Status403Forbidden);
        }
    }
}
