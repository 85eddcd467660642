using System.Net;
using System.Text;
using System.Text.Json;

namespace LocalCloud.Events;

/// <summary>Reads event patterns; what EventBridge does not know is refused with its place.</summary>
internal static class PatternParser
{
    public static PatternNode Object(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.EnumerateObject().Any())
        {
            throw Wrong(path, "must be an object with at least one field");
        }

        var members = new List<(string, PatternNode)>();
        var alternatives = new List<IReadOnlyList<PatternNode>>();
        foreach (var member in json.EnumerateObject())
        {
            var place = $"{path}.{member.Name}";
            if (member.Name == "$or" && member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object))
            {
                alternatives.Add(Alternatives(member.Value, place));
            }
            else
            {
                members.Add((member.Name, Node(member.Value, place)));
            }
        }

        return new PatternNode.Fields(members, alternatives);
    }

    private static List<PatternNode> Alternatives(JsonElement json, string path)
    {
        var patterns = json.EnumerateArray().Select((item, index) => Object(item, $"{path}[{index}]")).ToList();

        return patterns.Count >= 2 ? patterns : throw Wrong(path, "must have at least two patterns");
    }

    private static PatternNode Node(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => Object(json, path),
        JsonValueKind.Array when json.GetArrayLength() > 0 =>
            new PatternNode.AnyOf(json.EnumerateArray().Select((item, index) => Test(item, $"{path}[{index}]")).ToList()),
        _ => throw Wrong(path, """must be an object or a non-empty array, such as ["value"]"""),
    };

    private static PatternTest Test(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => Operator(json, path),
        JsonValueKind.Array => throw Wrong(path, "must be a value or an operator, not an array"),
        JsonValueKind.String => new PatternTest.EqualText(Text(json, path)),
        _ => new PatternTest.Equal(json.Clone()),
    };

    private static PatternTest Operator(JsonElement json, string path)
    {
        var members = json.EnumerateObject().ToList();
        if (members is not [{ Name: var name, Value: var operand }])
        {
            throw Wrong(path, "must have exactly one operator");
        }

        var place = $"{path}.{name}";

        return name switch
        {
            "prefix" => Edge(operand, place, static (text, comparison) => new PatternTest.Prefix(text, comparison)),
            "suffix" => Edge(operand, place, static (text, comparison) => new PatternTest.Suffix(text, comparison)),
            "exists" when operand.ValueKind is JsonValueKind.True or JsonValueKind.False => new PatternTest.Exists(operand.GetBoolean()),
            "exists" => throw Wrong(place, "must be true or false"),
            "equals-ignore-case" => new PatternTest.EqualIgnoringCase(Text(operand, place)),
            "wildcard" => Wildcard(Text(operand, place), place),
            "numeric" => Numeric(operand, place),
            "cidr" => IPNetwork.TryParse(Text(operand, place), out var network)
                ? new PatternTest.Cidr(network)
                : throw Wrong(place, "must be an address range such as 10.0.0.0/24"),
            "anything-but" => AnythingBut(operand, place),
            _ => throw Wrong(place, "is no operator that EventBridge knows"),
        };
    }

    private static PatternTest Edge(JsonElement operand, string path, Func<string, StringComparison, PatternTest> make) =>
        operand.ValueKind == JsonValueKind.Object
            ? operand.EnumerateObject().ToList() is [{ Name: "equals-ignore-case", Value: var text }]
                ? make(Text(text, path), StringComparison.OrdinalIgnoreCase)
                : throw Wrong(path, """must be a text or {"equals-ignore-case": text}""")
            : make(Text(operand, path), StringComparison.Ordinal);

    private static PatternTest.AnythingBut AnythingBut(JsonElement operand, string path)
    {
        if (operand.ValueKind != JsonValueKind.Object)
        {
            return new(Each(operand, path, static (item, place) => item.ValueKind switch
            {
                JsonValueKind.String => new PatternTest.EqualText(Text(item, place)),
                JsonValueKind.Number => new PatternTest.Equal(item.Clone()),
                _ => throw Wrong(place, "must be a text or a number"),
            }));
        }

        return operand.EnumerateObject().ToList() switch
        {
            [{ Name: "prefix" or "suffix" or "equals-ignore-case" or "wildcard" } inner] =>
                new(Each(inner.Value, $"{path}.{inner.Name}", (item, place) => inner.Name switch
                {
                    "prefix" => new PatternTest.Prefix(Text(item, place), StringComparison.Ordinal),
                    "suffix" => new PatternTest.Suffix(Text(item, place), StringComparison.Ordinal),
                    "wildcard" => Wildcard(Text(item, place), place),
                    _ => new PatternTest.EqualIgnoringCase(Text(item, place)),
                })),
            _ => throw Wrong(path, "must be a value, a list of values, or one of prefix, suffix, equals-ignore-case, wildcard"),
        };
    }

    private static List<PatternTest> Each(JsonElement json, string path, Func<JsonElement, string, PatternTest> read) =>
        json.ValueKind != JsonValueKind.Array
            ? [read(json, path)]
            : json.GetArrayLength() > 0 ? json.EnumerateArray().Select((item, index) => read(item, $"{path}[{index}]")).ToList() : throw Wrong(path, "must not be empty");

    private static PatternTest.Numeric Numeric(JsonElement json, string path)
    {
        var parts = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToList() : [];
        if (parts.Count is not (2 or 4))
        {
            throw Wrong(path, """must be an operator and a number, or a range: [">", 0, "<=", 5]""");
        }

        var comparisons = new List<(string, decimal)>();
        for (var index = 0; index < parts.Count; index += 2)
        {
            var sign = parts[index].ValueKind == JsonValueKind.String ? Text(parts[index], $"{path}[{index}]") : null;
            if (sign is not ("=" or "<" or "<=" or ">" or ">=") || parts[index + 1].ValueKind != JsonValueKind.Number || !parts[index + 1].TryGetDecimal(out var number))
            {
                throw Wrong($"{path}[{index}]", "must be one of =, <, <=, >, >= and then a number");
            }

            comparisons.Add((sign, number));
        }

        return comparisons.Count == 1 || (comparisons[0].Item1[0] == '>' && comparisons[1].Item1[0] == '<' && comparisons[0].Item2 < comparisons[1].Item2)
            ? new(comparisons)
            : throw Wrong(path, "a range is a lower bound with > or >=, then a higher one with < or <=");
    }

    private static PatternTest.Wildcard Wildcard(string text, string path)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '\\' when index + 1 < text.Length && text[index + 1] is '*' or '\\':
                    part.Append(text[++index]);
                    break;
                case '\\':
                    throw Wrong(path, @"a backslash stands only before a star or a backslash");
                case '*' when index > 0 && text[index - 1] == '*' && part.Length == 0:
                    throw Wrong(path, "two stars must not follow one another");
                case '*':
                    parts.Add(part.ToString());
                    part.Clear();
                    break;
                default:
                    part.Append(text[index]);
                    break;
            }
        }

        return new([.. parts, part.ToString()]);
    }

    private static string Text(JsonElement json, string path)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() ?? "" : throw Wrong(path, "must be a text");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path, "must be valid Unicode text");
        }
    }

    private static FormatException Wrong(string path, string right) => new($"Event pattern is not valid. Reason: {path} {right}.");
}
