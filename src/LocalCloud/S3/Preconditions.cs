using System.Globalization;
using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>If-Match and its kin.</summary>
internal static class Preconditions
{
    /// <summary>Looks at the conditions of a read.</summary>
    /// <param name="header">Value of a header by name; a copy's source has the same ones under longer names.</param>
    /// <param name="found">The object.</param>
    /// <returns>True if the client has it already: 304.</returns>
    /// <exception cref="AwsException">PreconditionFailed.</exception>
    public static bool IsNotModified(Func<string, string?> header, StoredObject found)
    {
        var (match, noneMatch) = (header("If-Match"), header("If-None-Match"));
        if (match is not null && !Names(match, found))
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }

        // RFC 9110: a date counts only where there is no tag to go by.
        if (match is null && Date(header("If-Unmodified-Since")) is { } until && WholeSeconds(found) > until)
        {
            throw S3Errors.PreconditionFailed("If-Unmodified-Since");
        }

        return noneMatch is not null ? Names(noneMatch, found) : Date(header("If-Modified-Since")) is { } since && WholeSeconds(found) <= since;
    }

    /// <summary>False where the part was wanted only of an object that this is not any more: then the whole is.</summary>
    // RFC 9110: If-Range has one tag or one date.
    public static bool IsRangeWanted(S3Request request, StoredObject found) => request.Header("If-Range") switch
    {
        null => true,
        var date when Date(date) is { } time => WholeSeconds(found) <= time,
        var tag => tag.Trim('"') == found.ETag,
    };

    /// <summary>The conditions of a write, to be looked at when the object is replaced.</summary>
    public static Action<StoredObject?> OfWrite(S3Request request)
    {
        var (match, noneMatch) = (request.Header("If-Match"), request.Header("If-None-Match"));
        if (noneMatch is not (null or "*"))
        {
            throw S3Errors.NotImplemented("If-None-Match with anything but * on a write");
        }

        return existing =>
        {
            if (noneMatch is not null && existing is not null)
            {
                throw S3Errors.PreconditionFailed("If-None-Match");
            }

            if (match is not null && (existing is null || !Names(match, existing)))
            {
                throw existing is null ? S3Errors.NoKey(request.Key) : S3Errors.PreconditionFailed("If-Match");
            }
        };
    }

    private static bool Names(string tags, StoredObject found) =>
        tags.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag.Trim('"') == found.ETag);

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static DateTimeOffset WholeSeconds(StoredObject found) => DateTimeOffset.FromUnixTimeSeconds(found.LastModified.ToUnixTimeSeconds());
}
