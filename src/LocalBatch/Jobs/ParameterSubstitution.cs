using System.Text.RegularExpressions;
using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>Puts the values of <c>parameters</c> into the <c>Ref::name</c> placeholders of a command.</summary>
internal static partial class ParameterSubstitution
{
    /// <summary>The submission's parameters laid over the definition's.</summary>
    public static IReadOnlyDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string>? defaults, IReadOnlyDictionary<string, string>? given)
    {
        if (given is not { Count: > 0 })
        {
            return defaults ?? Empty.Map;
        }

        var merged = new Dictionary<string, string>(defaults ?? Empty.Map);
        foreach (var (name, value) in given)
        {
            merged[name] = value;
        }

        return merged;
    }

    /// <summary>The first placeholder without a value, or <c>null</c>.</summary>
    public static string? FirstMissing(IEnumerable<string> command, IReadOnlyDictionary<string, string> parameters)
    {
        foreach (var token in command)
        {
            foreach (Match match in Placeholder.Matches(token))
            {
                if (Key(match.Groups[1].Value, parameters) is null)
                {
                    return match.Groups[1].Value;
                }
            }
        }

        return null;
    }

    /// <summary>Values are not searched for placeholders again. What has no value stays as it is.</summary>
    public static IReadOnlyList<string> Substitute(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> parameters) =>
        HasPlaceholder(command)
            ? [.. command.Select(token => Placeholder.Replace(token, match => Value(match, parameters)))]
            : command;

    public static bool HasPlaceholder(IReadOnlyList<string> command) =>
        command.Any(token => token.Contains("Ref::", StringComparison.Ordinal));

    private static string Value(Match match, IReadOnlyDictionary<string, string> parameters)
    {
        var name = match.Groups[1].Value;

        return Key(name, parameters) is { } key ? parameters[key] + name[key.Length..] : match.Value;
    }

    /// <summary>Inside a longer token (<c>Ref::bucket.csv</c>) the longest name that has a value wins.</summary>
    private static string? Key(string name, IReadOnlyDictionary<string, string> parameters)
    {
        for (var length = name.Length; length > 0; length--)
        {
            if (parameters.ContainsKey(name[..length]))
            {
                return name[..length];
            }
        }

        return null;
    }

    [GeneratedRegex("Ref::((?:(?!Ref::)[A-Za-z0-9_.-])+)")]
    private static partial Regex Placeholder { get; }
}
