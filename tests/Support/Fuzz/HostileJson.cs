using System.Globalization;
using System.Text;

namespace Support.Fuzz;

/// <summary>JSON texts, most of them well formed, all of them unwelcome.</summary>
public static class HostileJson
{
    /// <param name="random">The case.</param>
    /// <param name="names">Names of members that the reader knows; half of all members take one of them.</param>
    /// <param name="depth">How deep values nest at most.</param>
    public static string Value(FuzzRandom random, IReadOnlyList<string> names, int depth = 4)
    {
        var text = new StringBuilder();
        Append(text, random, names, depth);

        return text.ToString();
    }

    /// <summary>A string as JSON, some of its characters escaped: halves of surrogate pairs survive as escapes only.</summary>
    public static string Quoted(string text, FuzzRandom random)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character < ' ' || character is '"' or '\\' || char.IsSurrogate(character) || random.Chance(0.05)
                ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Opened so often that a reader that calls itself for each level runs out of stack.</summary>
    public static string Nested(int depth, string open = "[", string close = "]") =>
        string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));

    private static void Append(StringBuilder text, FuzzRandom random, IReadOnlyList<string> names, int depth)
    {
        switch (random.Next(depth > 0 ? 10 : 7))
        {
            case 0:
                text.Append(random.Of("null", "true", "false"));
                break;
            case 1 or 2:
                text.Append(random.Of("0", "1", "-1", "7.5", "1e5", "1e999", "-1e-999", "2147483648", "9223372036854775808", "100000000000000000000000000000000000000000", "0.1e1"));
                break;
            case 3:
                text.Append(Nested(random.Of(3, 70, 1_500), random.Of("[", "{\"a\":"), "").Replace("1", "", StringComparison.Ordinal));
                break;
            case < 7:
                text.Append(Quoted(HostileText.Next(random), random));
                break;
            case 7:
                AppendList(text, random, names, depth);
                break;
            default:
                AppendObject(text, random, names, depth);
                break;
        }
    }

    private static void AppendList(StringBuilder text, FuzzRandom random, IReadOnlyList<string> names, int depth)
    {
        text.Append('[');
        for (var (index, count) = (0, random.Next(5)); index < count; index++)
        {
            text.Append(index == 0 ? "" : ",");
            Append(text, random, names, depth - 1);
        }

        text.Append(']');
    }

    private static void AppendObject(StringBuilder text, FuzzRandom random, IReadOnlyList<string> names, int depth)
    {
        text.Append('{');
        for (var (index, count) = (0, random.Next(6)); index < count; index++)
        {
            text.Append(index == 0 ? "" : ",");
            text.Append(Quoted(names.Count > 0 && random.Chance(0.7) ? random.Of(names) : HostileText.Next(random), random)).Append(':');
            Append(text, random, names, depth - 1);
        }

        text.Append('}');
    }
}
