using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>Writes an error the way answers and results show it.</summary>
internal static class InputErrorJson
{
    public static void Write(Utf8JsonWriter writer, InputError error)
    {
        writer.WriteStartObject();
        writer.WriteString("pointer", error.Pointer);
        if (error.Place is { } place)
        {
            writer.WriteNumber("line", place.Line);
            writer.WriteNumber("column", place.Column);
        }

        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }
}
