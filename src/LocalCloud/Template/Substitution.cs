using System.Text.RegularExpressions;

namespace LocalCloud.Template;

/// <summary>The text half of <c>Fn::Sub</c>: <c>${Name}</c> is replaced, <c>${!Name}</c> becomes <c>${Name}</c>.</summary>
internal static partial class Substitution
{
    public static string Replace(string text, Func<string, string> value) =>
        Variable().Replace(text, match => match.Groups[1].Value is ['!', .. var literal] ? $"${{{literal}}}" : value(match.Groups[1].Value.Trim()));

    [GeneratedRegex(@"\$\{([^}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
