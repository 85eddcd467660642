using System.Text;
using System.Text.Json;

namespace LocalCloud.Events.Patterns;

/// <summary>Reads one item of a field's list: a value or an operator.</summary>
internal static class TestReader
{
    /// <exception cref="FormatException">It is neither a value nor an operator that EventBridge knows.</exception>
    public static IEnumerable<PatternTest> Read(JsonElement json, string place) => json.ValueKind switch
    {
        JsonValueKind.Object => [Operator(json, place)],
        JsonValueKind.Array => throw PatternReader.Wrong(place, "must be a value or an operator, not an array"),
        JsonValueKind.String => [EqualText(Text(json, place))],
        // A number that cannot be compared is still found where it is written with the same characters.
        JsonValueKind.Number when EventNumber.Parse(json.GetRawText()) is { } number =>
            [new PatternTest.EqualNumber(number), new PatternTest.Equal(json.GetRawText())],
        _ => [new PatternTest.Equal(json.GetRawText())],
    };

    private static PatternTest EqualText(string text) =>
        AddressForm.Parse(text) is { } address ? new PatternTest.EqualAddress(address) : new PatternTest.Equal($"\"{text}\"");

    private static PatternTest Operator(JsonElement json, string path)
    {
        var (name, operand) = Single(json, path, "must have exactly one operator");
        var place = $"{path}.{name}";

        return name switch
        {
            "exactly" => new PatternTest.Equal($"\"{Text(operand, place)}\""),
            "prefix" when operand.ValueKind == JsonValueKind.Object => new PatternTest.PrefixIgnoringCase(IgnoringCase(operand, place)),
            "prefix" => new PatternTest.Prefix(Text(operand, place)),
            "suffix" when operand.ValueKind == JsonValueKind.Object => new PatternTest.SuffixIgnoringCase(IgnoringCase(operand, place)),
            "suffix" => new PatternTest.Suffix(Text(operand, place)),
            "exists" when operand.ValueKind == JsonValueKind.True => new PatternTest.Present(),
            "exists" when operand.ValueKind == JsonValueKind.False => new PatternTest.Absent(),
            "exists" => throw PatternReader.Wrong(place, "must be true or false"),
            "equals-ignore-case" => new PatternTest.EqualIgnoringCase(Text(operand, place)),
            "wildcard" => Wildcard(Text(operand, place), place),
            "numeric" => Numeric(operand, place),
            "cidr" => AddressForm.Range(Text(operand, place)) is { } network
                ? new PatternTest.Cidr(network)
                : throw PatternReader.Wrong(place, "must be a range of addresses such as 10.0.0.0/24, up to /31, or for IPv6 up to /127"),
            "anything-but" => AnythingBut(operand, place),
            _ => throw PatternReader.Wrong(place, "is no operator that EventBridge knows"),
        };
    }

    private static (string Name, JsonElement Operand) Single(JsonElement json, string place, string right) =>
        json.EnumerateObject().ToList() is [var only] ? (only.Name, only.Value) : throw PatternReader.Wrong(place, right);

    private static string IgnoringCase(JsonElement json, string place) =>
        Single(json, place, """must be a text or {"equals-ignore-case": text}""") is ("equals-ignore-case", var text)
            ? Text(text, $"{place}.equals-ignore-case")
            : throw PatternReader.Wrong(place, """must be a text or {"equals-ignore-case": text}""");

    private static PatternTest.AnythingBut AnythingBut(JsonElement operand, string path)
    {
        const string Right = "must be a value, a list of values, or one of prefix, suffix, equals-ignore-case, wildcard";
        if (operand.ValueKind != JsonValueKind.Object)
        {
            return AnythingButValues(operand, path);
        }

        var (name, inner) = Single(operand, path, Right);
        Func<string, string, PatternTest> read = name switch
        {
            "prefix" => static (text, place) => new PatternTest.Prefix(Something(text, place)),
            "suffix" => static (text, place) => new PatternTest.Suffix(Something(text, place)),
            "wildcard" => Wildcard,
            "equals-ignore-case" => static (text, _) => new PatternTest.EqualIgnoringCase(text),
            _ => throw PatternReader.Wrong(path, Right),
        };

        return new(Each(inner, $"{path}.{name}", (item, place) => read(Text(item, place), place)));
    }

    private static PatternTest.AnythingBut AnythingButValues(JsonElement operand, string path)
    {
        var tests = Each(operand, path, static PatternTest (item, place) => item.ValueKind switch
        {
            JsonValueKind.String => new PatternTest.Equal($"\"{Text(item, place)}\""),
            JsonValueKind.Number => new PatternTest.EqualNumber(Number(item, place)),
            _ => throw PatternReader.Wrong(place, "must be a text or a number"),
        });

        return tests.TrueForAll(test => test is PatternTest.Equal) || tests.TrueForAll(test => test is PatternTest.EqualNumber)
            ? new(tests)
            : throw PatternReader.Wrong(path, "must hold texts alone or numbers alone");
    }

    private static string Something(string text, string place) =>
        text.Length > 0 ? text : throw PatternReader.Wrong(place, "must not be empty, since every text begins and ends with nothing");

    // Inferred: event-ruler refuses an empty list of values, and takes one of prefixes or the like but cannot match with it.
    private static List<PatternTest> Each(JsonElement json, string path, Func<JsonElement, string, PatternTest> read) =>
        json.ValueKind != JsonValueKind.Array ? [read(json, path)]
        : json.GetArrayLength() > 0 ? [.. json.EnumerateArray().Select((item, index) => read(item, $"{path}[{index}]"))]
        : throw PatternReader.Wrong(path, "must not be empty");

    private static PatternTest.Numeric Numeric(JsonElement json, string path)
    {
        var parts = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToList() : [];
        if (parts.Count is not (2 or 4))
        {
            throw PatternReader.Wrong(path, """must be an operator and a number, or a range: [">", 0, "<=", 5]""");
        }

        var comparisons = new List<(string Operator, double Operand)>();
        for (var index = 0; index < parts.Count; index += 2)
        {
            var sign = parts[index].ValueKind == JsonValueKind.String ? Text(parts[index], $"{path}[{index}]") : null;
            if (sign is not ("=" or "<" or "<=" or ">" or ">=") || parts[index + 1].ValueKind != JsonValueKind.Number)
            {
                throw PatternReader.Wrong($"{path}[{index}]", "must be one of =, <, <=, >, >= and then a number");
            }

            comparisons.Add((sign, Number(parts[index + 1], $"{path}[{index + 1}]")));
        }

        return comparisons is [_] || (comparisons[0].Operator[0] == '>' && comparisons[1].Operator[0] == '<' && comparisons[0].Operand < comparisons[1].Operand)
            ? new(comparisons)
            : throw PatternReader.Wrong(path, "a range is a lower bound with > or >=, then a higher one with < or <=");
    }

    private static double Number(JsonElement json, string place) =>
        EventNumber.Parse(json.GetRawText()) ?? throw PatternReader.Wrong(place, "has more digits than can be compared; a double holds about 15");

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
                    throw PatternReader.Wrong(path, @"a backslash stands only before a star or a backslash");
                case '*' when index + 1 < text.Length && text[index + 1] == '*':
                    throw PatternReader.Wrong(path, "two stars must not follow one another");
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
            return json.ValueKind == JsonValueKind.String ? json.GetString() ?? "" : throw PatternReader.Wrong(path, "must be a text");
        }
        catch (InvalidOperationException)
        {
            throw PatternReader.Wrong(path, "must be valid Unicode text");
        }
    }
}
