using System.Text;

namespace LocalCloud.Gateway;

/// <summary>The request in the one form that both sides sign (AWS Signature Version 4, "Create a canonical request").</summary>
internal static class CanonicalRequest
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    public static string Of(string method, string path, string query, IEnumerable<KeyValuePair<string, string>> signedHeaders, string payloadHash)
    {
        var text = new StringBuilder(512).Append(method).Append('\n').Append(path).Append('\n').Append(query).Append('\n');
        var names = new List<string>();
        foreach (var (name, value) in signedHeaders)
        {
            text.Append(name).Append(':').Append(CollapseSpaces(value)).Append('\n');
            names.Add(name);
        }

        return text.Append('\n').AppendJoin(';', names).Append('\n').Append(payloadHash).ToString();
    }

    /// <summary>The path for every service but S3: normalised, and encoded once more than it was sent.</summary>
    /// <param name="rawPath">As it was on the wire.</param>
    public static string Path(string rawPath) =>
        string.Join('/', Normalize(rawPath).Split('/').Select(segment => Encode(Encoding.UTF8.GetBytes(segment))));

    /// <summary>Without empty segments, <c>.</c> and <c>..</c>; what is encoded stays encoded, so an encoded dot is a name like others.</summary>
    /// <param name="rawPath">As it was on the wire.</param>
    public static string Normalize(string rawPath)
    {
        var segments = new List<string>();
        foreach (var segment in rawPath.Split('/'))
        {
            switch (segment)
            {
                case "" or ".":
                    break;
                case "..":
                    segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
                    break;
                default:
                    segments.Add(segment);
                    break;
            }
        }

        var path = "/" + string.Join('/', segments);

        return rawPath.EndsWith('/') && path.Length > 1 ? path + "/" : path;
    }

    /// <summary>The path for S3: neither normalised nor encoded twice, since a key may be any text.</summary>
    /// <param name="rawPath">As it was on the wire.</param>
    public static string S3Path(string rawPath) =>
        rawPath.Length == 0 ? "/" : string.Join('/', rawPath.Split('/').Select(segment => Encode(Decode(segment))));

    /// <summary>Parameters sorted by encoded name and value.</summary>
    /// <param name="rawQuery">As it was on the wire, without the question mark.</param>
    /// <param name="isPresigned">The signature is in the query, and is no part of what it signs.</param>
    public static string Query(string rawQuery, bool isPresigned = false) => string.Join('&', rawQuery
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(parameter => parameter.Split('=', 2))
        .Select(pair => (Name: Encode(Decode(pair[0])), Value: pair.Length == 2 ? Encode(Decode(pair[1])) : ""))
        .Where(pair => !isPresigned || pair.Name != "X-Amz-Signature")
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => pair.Name + "=" + pair.Value));

    /// <summary>Percent-decodes. What is no valid escape stays as it is; a plus sign is a plus sign.</summary>
    public static byte[] Decode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            var isEscape = bytes[index] == '%' && index + 2 < bytes.Length
                && char.IsAsciiHexDigit((char)bytes[index + 1]) && char.IsAsciiHexDigit((char)bytes[index + 2]);
            bytes[length++] = isEscape
                ? (byte)((Convert.FromHexString([(char)bytes[index + 1], (char)bytes[index + 2]]))[0])
                : bytes[index];
            index += isEscape ? 2 : 0;
        }

        return bytes[..length];
    }

    /// <summary>Percent-encodes everything but RFC 3986's unreserved characters, in capitals.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length + 16);
        foreach (var value in bytes)
        {
            if (value < 0x80 && Unreserved.Contains((char)value, StringComparison.Ordinal))
            {
                text.Append((char)value);
            }
            else
            {
                text.Append('%').Append(value.ToString("X2", null));
            }
        }

        return text.ToString();
    }

    private static string CollapseSpaces(string value)
    {
        var trimmed = value.Trim();
        while (trimmed.Contains("  ", StringComparison.Ordinal))
        {
            trimmed = trimmed.Replace("  ", " ", StringComparison.Ordinal);
        }

        return trimmed;
    }
}
