using System.Globalization;

namespace LocalCloud.S3;

/// <summary>What an object must be, to be deleted: by headers for one, by elements for each of many.</summary>
/// <param name="ETag">Its tag, or <c>*</c> for any; <c>null</c> where nothing is said.</param>
/// <param name="LastModified">Its time, to the second.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record DeleteConditions(string? ETag, string? LastModified, string? Size)
{
    private static readonly string[] TimeFormats = ["r", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"];

    public static DeleteConditions Of(S3Request request) =>
        new(request.Header("If-Match"), request.Header("x-amz-if-match-last-modified-time"), request.Header("x-amz-if-match-size"));

    public static DeleteConditions Of(Dictionary<string, string> item) =>
        new(item.GetValueOrDefault("ETag"), item.GetValueOrDefault("LastModifiedTime"), item.GetValueOrDefault("Size"));

    /// <param name="existing">What would be deleted; <c>null</c> where there is nothing.</param>
    /// <exception cref="Gateway.AwsException">PreconditionFailed; InvalidArgument where a condition is none.</exception>
    public void Check(StoredObject? existing)
    {
        var (time, size) = (Time(), Bytes());
        // AWS: where there is no object, only a tag that is asked for is missed (API_DeleteObject). Inferred: with 412, as for another tag.
        if (ETag is not null && (existing is null || (ETag != "*" && ETag.Trim('"') != existing.ETag)))
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }

        if (existing is not null && time is not null && existing.LastModified.ToUnixTimeSeconds() != time.Value.ToUnixTimeSeconds())
        {
            throw S3Errors.PreconditionFailed("x-amz-if-match-last-modified-time");
        }

        if (existing is not null && size is not null && existing.Size != size)
        {
            throw S3Errors.PreconditionFailed("x-amz-if-match-size");
        }
    }

    private DateTimeOffset? Time() => LastModified is null ? null
        : DateTimeOffset.TryParseExact(LastModified, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw S3Errors.InvalidArgument($"The last modified time to match must be a date as in HTTP, or ISO 8601, not '{LastModified}'.");

    private long? Bytes() => Size is null ? null
        : long.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size
        : throw S3Errors.InvalidArgument($"The size to match must be a number of bytes, not '{Size}'.");
}
