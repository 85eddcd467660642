using System.Text.RegularExpressions;

namespace LocalBatch.Operations;

/// <summary>What tags may be called and hold.</summary>
internal static partial class TagRules
{
    /// <exception cref="ClientException">A tag breaks one of AWS's rules.</exception>
    public static IReadOnlyDictionary<string, string> Check(IReadOnlyDictionary<string, string>? tags)
    {
        foreach (var (key, value) in tags ?? Resources.Empty.Map)
        {
            if (key.Length is 0 or > Limits.TagKey || value.Length > Limits.TagValue)
            {
                throw ClientException.Raw(OwnTexts.TagSize);
            }

            if (!Allowed.IsMatch(key) || !Allowed.IsMatch(value))
            {
                throw ClientException.Raw(AwsTexts.TagCharacters);
            }

            if (IsReserved(key) || IsReserved(value))
            {
                throw ClientException.Raw(OwnTexts.SharedTagPrefix);
            }
        }

        return tags is null or { Count: <= Limits.Tags } ? tags ?? Resources.Empty.Map : throw ClientException.Raw(OwnTexts.TooManyTags);
    }

    /// <summary>New tags over old ones.</summary>
    public static Dictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string> added)
    {
        var merged = new Dictionary<string, string>(old, StringComparer.Ordinal);
        foreach (var (key, value) in added)
        {
            merged[key] = value;
        }

        Check(merged);

        return merged;
    }

    private static bool IsReserved(string text) => text.StartsWith("aws:", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A[\p{L}\p{N}\s_.:/=+\-@]*\z")]
    private static partial Regex Allowed { get; }
}
