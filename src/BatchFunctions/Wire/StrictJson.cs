using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>Reads JSON of strangers.</summary>
internal static class StrictJson
{
    /// <summary>Parses one JSON text, strictly: no comments, no trailing commas, no member twice, no broken text.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json, int firstLine, string pointer, List<InputError> errors)
    {
        if (Utf8Text.Wrong(json.Span) is { } wrong)
        {
            errors.Add(new InputError(pointer, wrong, new Place(firstLine, 1)));
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (JsonWords.AreGood(json.Span))
            {
                return document.RootElement.Clone();
            }

            errors.AddRange(JsonPlaces.Read(json.Span, firstLine).Mistakes.Select(error => error with { Pointer = pointer + error.Pointer }));
        }
        catch (JsonException exception)
        {
            var (message, place) = JsonMistake.Of(json.Span, exception, firstLine);
            errors.Add(new InputError(pointer, $"This is not JSON: {message}", place));
        }

        return null;
    }
}

/// <summary>What the names and texts of a stranger's JSON must be, so that every later reader can take them.</summary>
internal static class JsonWords
{
    /// <summary>Twice what AWS allows for the longest name there is, the key of a tag.</summary>
    public const int LongestName = 256;

    /// <summary>Whether no object has a member twice, no name is too long, and all texts are Unicode.</summary>
    /// <param name="json">A text that parses and is valid UTF-8.</param>
    public static bool AreGood(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName when !IsWhole(ref reader) || reader.GetString() is not { Length: <= LongestName } name || !open.Peek().Add(name):
                case JsonTokenType.String when !IsWhole(ref reader):
                    return false;
            }
        }

        return true;
    }

    /// <summary>False for an escape such as \ud800 without its other half.</summary>
    public static bool IsWhole(ref Utf8JsonReader reader)
    {
        try
        {
            // Only an escape can hide half a character in a text that is valid UTF-8.
            return !reader.ValueIsEscaped || reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
