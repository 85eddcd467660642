using System.Text.Json;
using Fields = System.Collections.Generic.IReadOnlyDictionary<string, System.Collections.Generic.IReadOnlyList<LocalCloud.Events.Patterns.PatternTest>>;

namespace LocalCloud.Events.Patterns;

/// <summary>Reads the fields of an event pattern; what EventBridge does not know is refused with its place.</summary>
internal sealed class PatternReader
{
    // AWS: "the rule combinations in $or must be fewer than 1,000" (eb-create-pattern-operators, or matching).
    private const int MostAlternatives = 1000;

    private const string Or = "$or";

    // AWS: event-ruler keeps these words inside $or, so that an operator there is not taken for a field.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr",
        "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case",
        "date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range", "ip-address-in-range", "ip-address-not-in-range",
    };

    /// <summary>Each holds tests by names joined by dots; no entry stands for none read yet.</summary>
    private List<Dictionary<string, IReadOnlyList<PatternTest>>> _alternatives = [];

    private PatternReader()
    {
    }

    /// <summary>What the pattern says: an event matches if it fits the fields of one alternative.</summary>
    /// <exception cref="FormatException">The pattern is not one of EventBridge's.</exception>
    public static IReadOnlyList<Fields> Read(JsonElement json)
    {
        var reader = new PatternReader();
        reader.Object(json, "", "$", isInOr: false);

        return reader._alternatives;
    }

    private void Object(JsonElement json, string name, string place, bool isInOr)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.EnumerateObject().Any())
        {
            throw Wrong(place, "must be an object with at least one field");
        }

        foreach (var member in json.EnumerateObject())
        {
            Member(member, name.Length == 0 ? member.Name : $"{name}.{member.Name}", $"{place}.{member.Name}", name, isInOr);
        }
    }

    private void Member(JsonProperty member, string name, string place, string parent, bool isInOr)
    {
        if (member.Name == Or)
        {
            Alternatives(member.Value, parent, place);
        }
        else if (isInOr && Reserved.Contains(member.Name))
        {
            throw Wrong(place, "is an operator, and stands for a field's name here; put it into the list of a field");
        }
        else if (member.Value.ValueKind == JsonValueKind.Object)
        {
            Object(member.Value, name, place, isInOr);
        }
        else if (member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0)
        {
            Set(name, [.. member.Value.EnumerateArray().SelectMany((item, index) => TestReader.Read(item, $"{place}[{index}]"))]);
        }
        else
        {
            throw Wrong(place, """must be an object or a non-empty array, such as ["value"]""");
        }
    }

    // AWS: a name that comes again, also beside $or and inside it, replaces what was said of it before (event-ruler).
    private void Set(string name, IReadOnlyList<PatternTest> tests)
    {
        if (_alternatives.Count == 0)
        {
            _alternatives.Add(new(StringComparer.Ordinal));
        }

        foreach (var fields in _alternatives)
        {
            fields[name] = tests;
        }
    }

    private void Alternatives(JsonElement json, string name, string place)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() < 2)
        {
            throw Wrong(place, "must be a list of at least two patterns");
        }

        var before = _alternatives;
        var all = new List<Dictionary<string, IReadOnlyList<PatternTest>>>();
        foreach (var (index, item) in json.EnumerateArray().Index())
        {
            _alternatives = [.. before.DefaultIfEmpty([]).Select(fields => new Dictionary<string, IReadOnlyList<PatternTest>>(fields, StringComparer.Ordinal))];
            Object(item, name, $"{place}[{index}]", isInOr: true);
            all.AddRange(_alternatives);
            if (all.Count >= MostAlternatives)
            {
                throw Wrong(place, $"makes {MostAlternatives} combinations or more; fewer are allowed");
            }
        }

        _alternatives = all;
    }

    internal static FormatException Wrong(string place, string right) => new($"Event pattern is not valid. Reason: {place} {right}.");
}
