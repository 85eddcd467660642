using System.Text.Json;

namespace BatchFunctions.Tests.Http;

/// <summary>What of a value does not fit a schema of the OpenAPI document: the keywords that the document uses.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    public IEnumerable<string> Errors(JsonElement schema, JsonElement value, string at = "")
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return [];
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Errors(Resolve(reference.GetString() ?? ""), value, at);
        }

        return
        [
            .. Types(schema) is { Count: > 0 } types && !types.Contains(Type(value)) && !(types.Contains("number") && Type(value) == "integer")
                ? [$"{at} is {Type(value)}, not {string.Join(" or ", types)}"]
                : Array.Empty<string>(),
            .. schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => one.ToString() == value.ToString())
                ? [$"{at} is '{value}'"]
                : Array.Empty<string>(),
            .. value.ValueKind == JsonValueKind.Object ? Members(schema, value, at) : [],
            .. value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items)
                ? value.EnumerateArray().SelectMany((item, n) => Errors(items, item, $"{at}/{n}"))
                : [],
        ];
    }

    private JsonElement Resolve(string reference) =>
        reference[2..].Split('/').Aggregate(document, (node, name) => node.GetProperty(name));

    private IEnumerable<string> Members(JsonElement schema, JsonElement value, string at)
    {
        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        foreach (var member in value.EnumerateObject())
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var own))
            {
                foreach (var error in Errors(own, member.Value, $"{at}/{member.Name}"))
                {
                    yield return error;
                }
            }
            else if (others.ValueKind == JsonValueKind.False)
            {
                yield return $"{at}/{member.Name} is unknown";
            }
        }

        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString() ?? "") : [];
        foreach (var name in required.Where(name => !value.TryGetProperty(name, out _)))
        {
            yield return $"{at}/{name} is missing";
        }
    }

    private static List<string> Types(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString() ?? "")]
        : [type.GetString() ?? ""];

    private static string Type(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };
}
