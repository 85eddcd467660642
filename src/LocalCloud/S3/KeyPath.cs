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
        var (key, name) = (new StringBuilder(), new StringBuilder());
        for (var index = 0; index < parts.Length; index++)
        {
            // What was cut is read as one: earlier versions cut between the escapes of one character.
            var goesOn = parts[index].EndsWith(GoesOn, StringComparison.Ordinal) && index < parts.Length - 1;
            name.Append(goesOn ? parts[index][..^GoesOn.Length] : parts[index]);
            if (!goesOn)
            {
                var whole = name.ToString();
                key.Append(whole == EmptyPart ? "" : Unescape(whole)).Append(index == parts.Length - 1 ? "" : "/");
                name.Clear();
            }
        }

        return key.ToString();
    }

    private static string Part(string part)
    {
        if (part.Length == 0)
        {
            return EmptyPart;
        }

        var pieces = new StringBuilder();
        var (start, bytes) = (0, 0);
        foreach (var rune in part.EnumerateRunes())
        {
            // Between characters only, each with all its escapes.
            if (bytes >= LongestName)
            {
                pieces.Append(GoesOn).Append('/');
                (start, bytes) = (pieces.Length, 0);
            }

            var unit = Escape(rune);
            pieces.Append(unit);
            bytes += Encoding.UTF8.GetByteCount(unit);
        }

        // Also what is left after a cut must not be the name of this folder, or of the one above.
        return pieces.ToString(start, pieces.Length - start) is "." or ".."
            ? pieces.Replace(".", "%2E", start, pieces.Length - start).ToString()
            : pieces.ToString();
    }

    private static string Escape(Rune rune) => Rune.IsControl(rune) || rune.Value == '%'
        ? string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(value => "%" + value.ToString("X2", CultureInfo.InvariantCulture)))
        : rune.ToString();

    private static string Unescape(string part) =>
        part.Contains('%', StringComparison.Ordinal) ? Encoding.UTF8.GetString(Gateway.CanonicalRequest.Decode(part)) : part;
}
