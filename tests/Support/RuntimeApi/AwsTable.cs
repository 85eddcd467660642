using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Support.RuntimeApi;

/// <summary>Items that are put, set and got; conditions always hold and queries find nothing.</summary>
internal sealed partial class AwsTable
{
    private readonly Dictionary<string, JsonObject> _items = [];

    public string Answer(string operation, string body)
    {
        var request = JsonNode.Parse(body) as JsonObject ?? throw new JsonException("A DynamoDB request is an object.");
        lock (_items)
        {
            switch (operation)
            {
                case "PutItem":
                    var item = (JsonObject)Member(request, "Item").DeepClone();
                    _items[Key(item)] = item;
                    return "{}";
                case "GetItem":
                    return _items.GetValueOrDefault(Key(Member(request, "Key"))) is { } found ? new JsonObject { ["Item"] = found.DeepClone() }.ToJsonString() : "{}";
                default:
                    return new JsonObject { ["Attributes"] = Update(request).DeepClone() }.ToJsonString();
            }
        }
    }

    /// <summary>The functions' table has these two key attributes.</summary>
    private static string Key(JsonObject item) => $"{item["PK"]}|{item["SK"]}";

    private JsonObject Update(JsonObject request)
    {
        var key = Member(request, "Key");
        if (!_items.TryGetValue(Key(key), out var item))
        {
            item = (JsonObject)key.DeepClone();
            _items.Add(Key(key), item);
        }

        var names = Member(request, "ExpressionAttributeNames");
        var values = request["ExpressionAttributeValues"] as JsonObject ?? [];
        foreach (Match set in Assignment().Matches(request["UpdateExpression"]?.ToString() ?? ""))
        {
            var once = set.Groups[2].Success;
            var name = names[set.Groups[1].Value]?.ToString() ?? set.Groups[1].Value;
            if (!once || item[name] is null)
            {
                item[name] = values[set.Groups[3].Value]?.DeepClone();
            }
        }

        return item;
    }

    private static JsonObject Member(JsonObject request, string name) =>
        request[name] as JsonObject ?? throw new JsonException($"The DynamoDB request has no {name}.");

    [GeneratedRegex(@"(#\w+) = (if_not_exists\(#\w+, )?(:\w+)")]
    private static partial Regex Assignment();
}
