using System.Text;
using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>One thing wrong in what a caller sent: where it is, what it is, and what would be right.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901); empty for the whole.</param>
/// <param name="Message">A sentence for the caller.</param>
/// <param name="Place">Line and column, where the input has lines.</param>
internal sealed record InputError(string Pointer, string Message, Place? Place = null)
{
    /// <summary>Whoever looks for mistakes stops after so many: nobody mends more at a time, and a hostile input has millions.</summary>
    public const int Most = 1_000;

    /// <summary>The value that the message quotes, as JSON has it; <c>null</c> where it quotes none.</summary>
    public string? Quoted { get; init; }

    /// <summary>The error with the value as it is written in a file of another format: <c>007</c>, which JSON has as 7.</summary>
    public InputError Quoting(string text)
    {
        var at = Quoted is null ? -1 : Message.LastIndexOf(Quoted, StringComparison.Ordinal);

        return at < 0 || Quoted is null ? this : this with { Message = $"{Message[..at]}{text}{Message[(at + Quoted.Length)..]}" };
    }

    public override string ToString() => this switch
    {
        { Place: { } place, Pointer: "" } => $"line {place.Line}, column {place.Column}: {Message}",
        { Place: { } place } => $"line {place.Line}, column {place.Column} ({Pointer}): {Message}",
        { Pointer: "" } => Message,
        _ => $"{Pointer}: {Message}",
    };
}

/// <summary>A place in a text, both counted from 1.</summary>
internal readonly record struct Place(int Line, int Column);

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

/// <summary>Says what is wrong with a text that is not JSON, and where, as somebody who has typed it understands it.</summary>
internal static class JsonMistake
{
    private const string NoComments = "JSON has no comments; take it away, or write YAML.";

    /// <param name="json">The text, valid UTF-8.</param>
    /// <param name="found">What the parser says of it.</param>
    /// <param name="firstLine">Number of its first line, for a text that is part of another.</param>
    public static (string Message, Place Place) Of(ReadOnlySpan<byte> json, JsonException found, int firstLine)
    {
        if (!json.ContainsAnyExcept(" \t\r\n"u8))
        {
            return ("There is nothing in it.", new(firstLine, 1));
        }

        var at = Math.Min(Offset(json, found), json.Length);
        var before = json[..at].TrimEnd(" \t\r\n"u8).Length - 1;
        var sign = at < json.Length ? json[at] : (byte)0;
        // The parser stops at the bracket behind the comma; the comma is what has to go.
        if (sign is (byte)']' or (byte)'}' && before >= 0 && json[before] == (byte)',')
        {
            return ($"a comma stands before '{(char)sign}', with nothing behind it: take the comma away.", PlaceOf(json, before, firstLine));
        }

        var message = sign switch
        {
            (byte)'#' => NoComments,
            (byte)'/' when json[at..].Length > 1 && json[at + 1] is (byte)'/' or (byte)'*' => NoComments,
            (byte)'\'' => "texts stand in double quotes, \"…\", in JSON.",
            0 => "the text ends too early: a bracket, or a quote, is not closed.",
            _ when before >= 0 && IsEndOfValue(json[before]) && sign is (byte)'"' or (byte)'{' or (byte)'[' && found.Message.Contains("after a value", StringComparison.Ordinal) =>
                "a comma is missing before this.",
            _ => Plain(found.Message),
        };

        return (message, PlaceOf(json, at, firstLine));
    }

    private static bool IsEndOfValue(byte sign) => sign is (byte)'"' or (byte)'}' or (byte)']' || char.IsAsciiLetterOrDigit((char)sign);

    /// <summary>The parser counts bytes within a line, from 0.</summary>
    private static int Offset(ReadOnlySpan<byte> json, JsonException found)
    {
        var start = 0;
        for (var line = found.LineNumber ?? 0; line > 0 && json[start..].IndexOf((byte)'\n') is var end and >= 0; line--)
        {
            start += end + 1;
        }

        return start + (int)(found.BytePositionInLine ?? 0);
    }

    private static Place PlaceOf(ReadOnlySpan<byte> json, int offset, int firstLine)
    {
        var before = json[..offset];

        return new(firstLine + before.Count((byte)'\n'), Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }

    /// <summary>The parser's message without its own idea of the place.</summary>
    private static string Plain(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var end and >= 0 ? message[..end] : message;
}

/// <summary>Guesses which known word somebody has meant who has mistyped it.</summary>
internal static class Closest
{
    /// <summary>More than a person has typed; comparing longer ones takes long.</summary>
    private const int Longest = 60;

    /// <summary>The known word that is nearest: at most a third of its letters are wrong, missing, too many or swapped, its case aside.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > Longest)
        {
            return null;
        }

        var best = known.Where(candidate => candidate.Length <= Longest)
            .Select(candidate => (Word: candidate, Distance: Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(1, candidate.Word.Length / 3) && candidate.Distance < candidate.Word.Length)
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();

        return best.Word;
    }

    /// <summary>A question to put behind an error; empty where nothing is near.</summary>
    public static string Question(string word, IEnumerable<string> known) => Of(word, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>Letters to change, add, drop, or swap with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var (before, last, now) = (new int[other.Length + 1], new int[other.Length + 1], new int[other.Length + 1]);
        for (var column = 0; column <= other.Length; column++)
        {
            last[column] = column;
        }

        for (var row = 1; row <= one.Length; row++)
        {
            now[0] = row;
            for (var column = 1; column <= other.Length; column++)
            {
                var change = one[row - 1] == other[column - 1] ? 0 : 1;
                now[column] = Math.Min(Math.Min(last[column] + 1, now[column - 1] + 1), last[column - 1] + change);
                if (row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1])
                {
                    now[column] = Math.Min(now[column], before[column - 2] + 1);
                }
            }

            (before, last, now) = (last, now, before);
        }

        return last[other.Length];
    }
}
