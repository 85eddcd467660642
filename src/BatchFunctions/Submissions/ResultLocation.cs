using System.Security.Cryptography;
using System.Text;

namespace BatchFunctions.Submissions;

/// <summary>
/// Where the result of a manifest is written: <c>inbox/a/b.csv</c> becomes <c>results/a/b.csv.json</c>. A name that is too
/// long for S3 is cut, and ends in a hash of the whole one: <c>results/a/b…~0123456789abcdef.json</c>.
/// </summary>
internal static class ResultLocation
{
    public const string Inbox = "inbox/";

    public const string Results = "results/";

    private const string Ending = ".json";

    // AWS: a key has at most 1,024 bytes of UTF-8 (S3 user guide, object keys).
    private const int MostBytes = 1024;

    private const int HashDigits = 16;

    public static string Of(string key) =>
        Fit($"{Results}{(key.StartsWith(Inbox, StringComparison.Ordinal) ? key[Inbox.Length..] : key)}{Ending}");

    /// <summary>The name itself where S3 takes it; records of earlier versions hold longer ones.</summary>
    public static string Fit(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MostBytes)
        {
            return name;
        }

        var end = $"~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits]}{Ending}";
        var kept = new StringBuilder();
        var left = MostBytes - end.Length;
        // Half of a character would be no text any more.
        foreach (var rune in name[..^Ending.Length].EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.Append(end).ToString();
    }
}
