using System.Globalization;
using System.Text;

namespace LocalCloud.S3;

/// <summary>
/// Where an object's file lies below its bucket's folder. A key that is a decent path stays as it is, so that people find
/// it; whatever could leave the folder, or is no file name, is escaped: <c>..</c> becomes <c>%2E%2E</c>, an empty part
/// <c>%</c>, and a part that is too long goes on in a folder ending in <c>%-</c>.
/// </summary>
// Differs: on a file system that does not tell capitals apart, neither do keys.
internal static class KeyPath
{
    private const string EmptyPart = "%";
    private const string GoesOn = "%-";
    private const char Beside = '%';

    // File names have at most 255 bytes; an escape may follow.
    private const int LongestName = 200;

    public static string Of(string key) => string.Join('/', key.Split('/').Select(Part));

    /// <summary>The other place for a file, where a folder has taken its name: the key is the beginning of another.</summary>
    public static string Aside(string path) => path + Beside;

    /// <summary>The key of a file, also of one that was put there by hand.</summary>
    /// <param name="path">Below the bucket's folder, with slashes.</param>
    public static string KeyOf(string path)
    {
        var parts = path.Split('/');
        var last = parts[^1];
        parts[^1] = last.Length > 1 && last[^1] == Beside ? last[..^1] : last;
        var key = new StringBuilder();
        for (var index = 0; index < parts.Length; index++)
        {
            var goesOn = parts[index].EndsWith(GoesOn, StringComparison.Ordinal);
            key.Append(parts[index] == EmptyPart ? "" : Unescape(goesOn ? parts[index][..^2] : parts[index]));
            key.Append(goesOn || index == parts.Length - 1 ? "" : "/");
        }

        return key.ToString();
    }

    private static string Part(string part)
    {
        var escaped = part switch
        {
            "" => EmptyPart,
            "." or ".." => part.Replace(".", "%2E", StringComparison.Ordinal),
            _ => Escape(part),
        };
        var pieces = new StringBuilder();
        var bytes = 0;
        foreach (var rune in escaped.EnumerateRunes())
        {
            // Never inside an escape, which has three characters; before one is as good a place as any.
            if (bytes >= LongestName && !IsInsideEscape(pieces))
            {
                pieces.Append(GoesOn).Append('/');
                bytes = 0;
            }

            pieces.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }

        return pieces.ToString();
    }

    private static bool IsInsideEscape(StringBuilder text) =>
        text[^1] == '%' || (text.Length > 1 && text[^2] == '%');

    private static string Escape(string part)
    {
        var text = new StringBuilder(part.Length);
        foreach (var character in part)
        {
            if (char.IsControl(character) || character == '%')
            {
                foreach (var value in Encoding.UTF8.GetBytes([character]))
                {
                    text.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
                }
            }
            else
            {
                text.Append(character);
            }
        }

        return text.ToString();
    }

    private static string Unescape(string part) =>
        part.Contains('%', StringComparison.Ordinal) ? Encoding.UTF8.GetString(Gateway.CanonicalRequest.Decode(part)) : part;
}
