using System.Text.Json;
using System.Text.Unicode;

namespace LocalCloud.Gateway;

/// <summary>Looks at the names in a JSON text before anybody asks an element for them, which throws where they are no text.</summary>
internal static class JsonNames
{
    /// <param name="json">A text that parses; may be empty.</param>
    /// <exception cref="FormatException">A name has half a character in it, or the text is not UTF-8.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new FormatException("it is not UTF-8.");
        }

        var reader = new Utf8JsonReader(json);
        while (!json.IsEmpty && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsWhole(ref reader))
            {
                throw new FormatException("a name has half a character in it: \\ud800 to \\udfff come in pairs.");
            }
        }
    }

    private static bool IsWhole(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
