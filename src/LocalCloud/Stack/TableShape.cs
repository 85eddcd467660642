using System.Text.Json;

namespace LocalCloud.Stack;

/// <summary>What of a table's definition cannot differ between a template and the table that is there: keys, attributes, indexes.</summary>
internal static class TableShape
{
    /// <param name="wanted">Body of CreateTable, as the template asks for.</param>
    /// <param name="found">The table that DescribeTable shows.</param>
    /// <returns>Every difference in words; empty where there is none.</returns>
    public static IReadOnlyList<string> Differences(JsonElement wanted, JsonElement found)
    {
        var (template, table) = (Parts(wanted), Parts(found));
        return
        [
            .. template.Where(part => !table.ContainsKey(part.Key)).Select(part => $"{part.Key} ({part.Value}) is missing"),
            .. template.Where(part => table.TryGetValue(part.Key, out var value) && value != part.Value).Select(part => $"{part.Key} is ({table[part.Key]}), not ({part.Value})"),
            .. table.Where(part => !template.ContainsKey(part.Key)).Select(part => $"{part.Key} ({part.Value}) is too much"),
        ];
    }

    private static SortedDictionary<string, string> Parts(JsonElement table)
    {
        SortedDictionary<string, string> parts = new(StringComparer.Ordinal) { ["the key"] = Key(table) };
        foreach (var attribute in List(table, "AttributeDefinitions"))
        {
            parts[$"the attribute {Text(attribute, "AttributeName")}"] = Text(attribute, "AttributeType");
        }

        foreach (var index in List(table, "GlobalSecondaryIndexes").Concat(List(table, "LocalSecondaryIndexes")))
        {
            parts[$"the index {Text(index, "IndexName")}"] = $"{Key(index)}; {Projection(index.GetProperty("Projection"))}";
        }

        return parts;
    }

    private static string Key(JsonElement owner) =>
        string.Join(", ", List(owner, "KeySchema").Select(part => $"{Text(part, "AttributeName")} {Text(part, "KeyType")}"));

    private static string Projection(JsonElement projection) => string.Join(
        ' ', [Text(projection, "ProjectionType"), .. List(projection, "NonKeyAttributes").Select(name => name.GetString() ?? "").Order(StringComparer.Ordinal)]);

    private static JsonElement.ArrayEnumerator List(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString() ?? "";
}
