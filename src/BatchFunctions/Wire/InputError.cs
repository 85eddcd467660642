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
