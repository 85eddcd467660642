using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace BatchFunctions.Wire;

/// <summary>Writes JSON member by member, so that nothing is found by reflection.</summary>
internal static class JsonText
{
    /// <summary>Never a part of a page: an apostrophe stays one.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write));

    public static ReadOnlySpan<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            write(writer);
        }

        return buffer.WrittenSpan;
    }
}

/// <summary>Writes times as AWS Batch has them, in milliseconds since 1970, and beside each the same for who reads it: ISO 8601, in UTC.</summary>
internal static class JsonTime
{
    private const string Suffix = "Iso";

    extension(Utf8JsonWriter writer)
    {
        /// <summary>Nothing where there is no time.</summary>
        public void WriteTime(string name, DateTimeOffset? at)
        {
            if (at is { } time)
            {
                writer.WriteNumber(name, time.ToUnixTimeMilliseconds());
                writer.WriteString(name + Suffix, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            }
        }
    }
}

/// <summary>What the bytes of a stranger's text must be.</summary>
internal static class Utf8Text
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text without the mark that some editors put before it.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;

    /// <summary>What the bytes are instead of UTF-8; <c>null</c> where they are.</summary>
    public static string? Wrong(ReadOnlySpan<byte> text) => text switch
    {
        // With its mark, or as ASCII in it: every other byte is zero, which is valid UTF-8 but no text.
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..] => "This is UTF-16; save the file as UTF-8.",
        _ => Utf8.IsValid(text) ? null : "This is not UTF-8; save the file as UTF-8.",
    };
}

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
