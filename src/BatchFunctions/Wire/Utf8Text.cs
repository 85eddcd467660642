using System.Text.Unicode;

namespace BatchFunctions.Wire;

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
