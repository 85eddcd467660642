using System.Globalization;

namespace LocalCloud.Events.Patterns;

/// <summary>Numbers that can be compared: those that a double holds to the last digit.</summary>
internal static class EventNumber
{
    /// <returns><c>null</c> where <paramref name="text"/> is no number, or has more digits or a larger exponent than a double holds.</returns>
    // AWS: event-ruler compares no other number; equality of such a one is of the characters it is written with.
    public static double? Parse(string text) =>
        text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '-')
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
        && Digits.Of(text) == Digits.Of(number.ToString("R", CultureInfo.InvariantCulture))
            ? number
            : null;

    /// <summary>A decimal number: 0.<c>Significant</c> times ten to the power of <c>Exponent</c>.</summary>
    private readonly record struct Digits(bool IsNegative, string Significant, long Exponent)
    {
        public static Digits Of(string text)
        {
            var number = text.AsSpan();
            var isNegative = number[0] == '-';
            number = isNegative ? number[1..] : number;
            var e = number.IndexOfAny('e', 'E');
            var exponent = e < 0 ? 0 : long.TryParse(number[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) ? power : long.MinValue;
            number = e < 0 ? number : number[..e];
            var point = number.IndexOf('.');
            var digits = point < 0 ? number.ToString() : string.Concat(number[..point], number[(point + 1)..]);
            var leading = digits.Length - digits.TrimStart('0').Length;
            var significant = digits.Trim('0');

            return significant.Length == 0
                ? default(Digits) with { Significant = "" }
                : new(isNegative, significant, exponent + (point < 0 ? number.Length : point) - leading);
        }
    }
}
