using System.Text.RegularExpressions;

namespace BatchFunctions.Jobs;

/// <summary>
/// The <c>Ref::name</c> in commands. AWS: a job one of whose placeholders has no value is refused (observed); inside a longer word,
/// <c>Ref::bucket.csv</c>, the longest name that has a value counts.
/// </summary>
internal static partial class Placeholders
{
    /// <summary>The words that have one.</summary>
    public static IEnumerable<string> Words(IEnumerable<string> command) => command.Where(word => word.Contains("Ref::", StringComparison.Ordinal));

    /// <summary>The names that have no value, each once.</summary>
    /// <param name="words">Of commands.</param>
    /// <param name="hasValue">Whether a parameter has one.</param>
    public static IEnumerable<string> Missing(IEnumerable<string> words, Func<string, bool> hasValue) => words
        .SelectMany(word => Pattern.Matches(word).Select(match => match.Groups[1].Value))
        .Where(name => !Enumerable.Range(1, name.Length).Any(length => hasValue(name[..length])))
        .Distinct();

    [GeneratedRegex("Ref::((?:(?!Ref::)[A-Za-z0-9_.-])+)")]
    private static partial Regex Pattern { get; }
}
