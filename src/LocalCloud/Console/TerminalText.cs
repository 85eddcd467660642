using System.Globalization;
using System.Text;

namespace LocalCloud.Console;

/// <summary>
/// Text of others on its way to the user's terminal: names, reasons, output of jobs. It must neither command the terminal nor look
/// like a line of ours.
/// </summary>
internal static class TerminalText
{
    private const char Tab = '\t';

    // Two that only join what stands beside them: scripts and emoji need them.
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>One line, in which whatever is no visible character is written as <c>\u001b</c>.</summary>
    public static string Of(string text)
    {
        if (text.EnumerateRunes().All(IsShown))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(IsShown(rune) ? rune.ToString()
                : rune.IsBmp ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"));
        }

        return plain.ToString();
    }

    private static bool IsShown(Rune rune) => rune.Value is Tab or ZeroWidthJoiner or ZeroWidthNonJoiner
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
