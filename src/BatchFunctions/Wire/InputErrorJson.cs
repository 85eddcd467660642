using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>Writes an error the way answers and results show it.</summary>
internal static class InputErrorJson
{
    // Pointers and messages quote what was sent, which may be as long as a body is.
    private const int Longest = 1_000;

    public static void Write(Utf8JsonWriter writer, InputError error)
    {
        writer.WriteStartObject();
        writer.WriteString("pointer", Clipped(error.Pointer));
        if (error.Place is { } place)
        {
            writer.WriteNumber("line", place.Line);
            writer.WriteNumber("column", place.Column);
        }

        writer.WriteString("message", Clipped(error.Message));
        writer.WriteEndObject();
    }

    private static string Clipped(string text) => text.Length <= Longest
        ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest), "…");
}
