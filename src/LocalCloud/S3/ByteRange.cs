using System.Globalization;

namespace LocalCloud.S3;

/// <summary>A part of an object.</summary>
/// <param name="First">Offset of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
internal sealed record ByteRange(long First, long Length)
{
    /// <summary>Reads a Range header; <c>null</c> where it asks for the whole, or for something S3 does not do and so ignores.</summary>
    /// <exception cref="Gateway.AwsException">InvalidRange: there are no such bytes.</exception>
    public static ByteRange? Parse(string? header, long size)
    {
        // AWS: S3 gives one range only (API_GetObject); what is not well formed is ignored, as RFC 9110 asks.
        if (header is null || !header.StartsWith("bytes=", StringComparison.Ordinal) || header[6..].Split('-') is not [var from, var to])
        {
            return null;
        }

        var (hasFirst, hasLast) = (Number(from, out var first), Number(to, out var last));
        if ((!hasFirst && from.Length > 0) || (!hasLast && to.Length > 0) || (!hasFirst && !hasLast) || (hasFirst && hasLast && last < first))
        {
            return null;
        }

        if (!hasFirst)
        {
            first = Math.Max(0, size - last);
            last = size - 1;
        }

        if (first >= size || (from.Length == 0 && to == "0"))
        {
            throw new Gateway.AwsException("InvalidRange", $"The requested range is not satisfiable: the object has {size} bytes.", 416);
        }

        return new(first, Math.Min(hasLast || !hasFirst ? last : size - 1, size - 1) - first + 1);
    }

    /// <summary>Reads <c>x-amz-copy-source-range</c>, where nothing may be left out or lie behind the end.</summary>
    /// <exception cref="Gateway.AwsException">InvalidArgument.</exception>
    public static ByteRange ParseOfCopy(string header, long size)
    {
        // AWS: bytes=first-last, both of them offsets within the source (API_UploadPartCopy).
        if (!header.StartsWith("bytes=", StringComparison.Ordinal) || header[6..].Split('-') is not [var from, var to]
            || !Number(from, out var first) || !Number(to, out var last) || last < first)
        {
            throw S3Errors.InvalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy.");
        }

        return last < size
            ? new(first, last - first + 1)
            : throw S3Errors.InvalidArgument($"Range specified is not valid for source object of size: {size}.");
    }

    private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
