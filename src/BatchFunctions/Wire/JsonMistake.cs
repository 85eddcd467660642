using System.Text;
using System.Text.Json;

namespace BatchFunctions.Wire;

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
