using System.Text.Json;

namespace BatchFunctions.Lambda;

/// <summary>Messages on a queue that they were never meant for: dead letters that somebody has moved there.</summary>
internal static class StrayMessage
{
    /// <summary>
    /// The message starts a sweep, as the schedule sends it. Whoever finds it on a queue takes it for done: the next sweep
    /// comes by itself, and looks at all that this one would have.
    /// </summary>
    public static bool StartsSweep(string? body)
    {
        if (body?.Contains("Scheduled Event", StringComparison.Ordinal) != true)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(body);

            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("detail-type", out var type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("Scheduled Event"u8);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
