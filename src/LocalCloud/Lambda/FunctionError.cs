using System.Text.Json;

namespace LocalCloud.Lambda;

/// <summary>Reads a function's error for people.</summary>
internal static class FunctionError
{
    /// <summary><c>Type: message</c>, or the start of what was sent instead.</summary>
    public static string Describe(ReadOnlySpan<byte> payload)
    {
        try
        {
            Utf8JsonReader reader = new(payload);
            using var document = JsonDocument.ParseValue(ref reader);
            var type = Text(document.RootElement, "errorType");
            var message = Text(document.RootElement, "errorMessage");
            return (type, message) switch
            {
                (null, null) => document.RootElement.ToString(),
                (null, _) => message,
                _ => $"{type}: {message}",
            };
        }
        catch (JsonException)
        {
            return System.Text.Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, 500)]);
        }
    }

    private static string? Text(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
