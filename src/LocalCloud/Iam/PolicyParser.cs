using System.Text.Json;

namespace LocalCloud.Iam;

/// <summary>Reads a policy document (IAM user guide, grammar of the JSON policy language).</summary>
internal static class PolicyParser
{
    private const string WithVariables = "2012-10-17";

    private static readonly string[] Members = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    /// <exception cref="FormatException">It is no policy of an identity; the message says why.</exception>
    public static IReadOnlyList<Statement> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Statement", out var statements))
        {
            throw new FormatException("a policy is a map with a Statement");
        }

        var version = root.TryGetProperty("Version", out _) ? Text(root, "Version") : "2008-10-17";
        if (version is not (WithVariables or "2008-10-17"))
        {
            throw new FormatException($"Version is 2012-10-17 or 2008-10-17, not {version}");
        }

        return [.. (statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray() : Enumerable.Repeat(statements, 1))
            .Select(statement => ReadStatement(statement, version == WithVariables))];
    }

    private static Statement ReadStatement(JsonElement json, bool hasVariables)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a Statement is a map");
        }

        if (json.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !Members.Contains(name)) is { } unknown)
        {
            throw new FormatException($"a Statement of an identity's policy has no {unknown}; it has {string.Join(", ", Members)}");
        }

        return new()
        {
            IsAllow = Text(json, "Effect") switch
            {
                "Allow" => true,
                "Deny" => false,
                _ => throw new FormatException("Effect is Allow or Deny"),
            },
            Actions = OneOf(json, "Action", "NotAction"),
            IsNotAction = json.TryGetProperty("NotAction", out _),
            Resources = OneOf(json, "Resource", "NotResource"),
            IsNotResource = json.TryGetProperty("NotResource", out _),
            Conditions = json.TryGetProperty("Condition", out var conditions) ? ReadConditions(conditions) : [],
            HasVariables = hasVariables,
        };
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string> OneOf(JsonElement json, string name, string negated) =>
        (json.TryGetProperty(name, out var given), json.TryGetProperty(negated, out var other)) switch
        {
            (true, false) => Texts(given, name),
            (false, true) => Texts(other, negated),
            _ => throw new FormatException($"a Statement has either {name} or {negated}"),
        };

    private static List<Condition> ReadConditions(JsonElement conditions)
    {
        if (conditions.ValueKind != JsonValueKind.Object || conditions.EnumerateObject().Any(one => one.Value.ValueKind != JsonValueKind.Object))
        {
            throw new FormatException("a Condition is a map of operators, each a map of keys");
        }

        return [.. conditions.EnumerateObject().SelectMany(one => one.Value.EnumerateObject().Select(key => new Condition(one.Name, key.Name, Texts(key.Value, key.Name))))];
    }

    private static List<string> Texts(JsonElement json, string name) =>
        [.. (json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : Enumerable.Repeat(json, 1)).Select(value => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new FormatException($"{name} holds texts"),
        })];
}
