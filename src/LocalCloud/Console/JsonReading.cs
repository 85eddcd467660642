using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>Reads answers of which any member may be missing.</summary>
internal static class JsonReading
{
    /// <summary>A text in what may be JSON and may be anything else, such as a line of a log.</summary>
    public static string? MemberOf(string? text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text ?? "");
            return document.RootElement.Text(name);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    extension(JsonElement element)
    {
        public string? Text(string name) => element.Member(name, JsonValueKind.String) is { } value ? value.GetString() : null;

        public int? Number(string name) => element.Member(name, JsonValueKind.Number) is { } value && value.TryGetInt32(out var number) ? number : null;

        public IEnumerable<JsonElement> List(string name) => element.Member(name, JsonValueKind.Array) is { } value ? value.EnumerateArray() : [];

        public JsonElement? Member(string name, JsonValueKind kind) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
    }
}
