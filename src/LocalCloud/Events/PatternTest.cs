using System.Net;
using System.Text.Json;

namespace LocalCloud.Events;

/// <summary>One test of a leaf; <c>null</c> where the event has no such field.</summary>
internal abstract record PatternTest
{
    private PatternTest()
    {
    }

    public abstract bool Holds(JsonElement? value);

    private static string? TextOf(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 without its other half is no text, and matches nothing.
            return null;
        }
    }

    /// <summary>The very text.</summary>
    public sealed record EqualText(string Wanted) : PatternTest
    {
        public override bool Holds(JsonElement? value) => TextOf(value) == Wanted;
    }

    /// <summary>The very number, truth value or null.</summary>
    public sealed record Equal(JsonElement Wanted) : PatternTest
    {
        public override bool Holds(JsonElement? value) => value is { } actual && actual.ValueKind == Wanted.ValueKind && Wanted.ValueKind switch
        {
            // AWS: 300, 300.0 and 3.0e2 are the same number.
            JsonValueKind.Number => actual.TryGetDecimal(out var number) && Wanted.TryGetDecimal(out var wanted)
                ? number == wanted
                : actual.GetDouble().Equals(Wanted.GetDouble()),
            _ => true,
        };
    }

    public sealed record Exists(bool Wanted) : PatternTest
    {
        public override bool Holds(JsonElement? value) => value is not null == Wanted;
    }

    public sealed record Prefix(string Text, StringComparison Comparison) : PatternTest
    {
        public override bool Holds(JsonElement? value) => TextOf(value)?.StartsWith(Text, Comparison) == true;
    }

    public sealed record Suffix(string Text, StringComparison Comparison) : PatternTest
    {
        public override bool Holds(JsonElement? value) => TextOf(value)?.EndsWith(Text, Comparison) == true;
    }

    public sealed record EqualIgnoringCase(string Text) : PatternTest
    {
        public override bool Holds(JsonElement? value) => string.Equals(TextOf(value), Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>There is a value, and none of the tests holds for it.</summary>
    public sealed record AnythingBut(IReadOnlyList<PatternTest> Tests) : PatternTest
    {
        public override bool Holds(JsonElement? value) => value is not null && !Tests.Any(test => test.Holds(value));
    }

    /// <summary>Comparisons that must all hold, such as &gt; 0 and &lt;= 5.</summary>
    public sealed record Numeric(IReadOnlyList<(string Operator, decimal Operand)> Comparisons) : PatternTest
    {
        public override bool Holds(JsonElement? value) =>
            value is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var actual) && Comparisons.All(comparison => comparison.Operator switch
            {
                "=" => actual == comparison.Operand,
                "<" => actual < comparison.Operand,
                "<=" => actual <= comparison.Operand,
                ">" => actual > comparison.Operand,
                _ => actual >= comparison.Operand,
            });
    }

    public sealed record Cidr(IPNetwork Network) : PatternTest
    {
        public override bool Holds(JsonElement? value) => IPAddress.TryParse(TextOf(value), out var address) && Network.Contains(address);
    }

    /// <param name="Parts">The texts between the stars; every star stands for any text, also none.</param>
    public sealed record Wildcard(IReadOnlyList<string> Parts) : PatternTest
    {
        public override bool Holds(JsonElement? value) => TextOf(value) is { } text && Holds(text);

        // The first part begins the text, the last ends it, and the others follow one another in between: taking each
        // at its first place is enough, so this never goes back.
        private bool Holds(string text)
        {
            if (Parts is [var whole])
            {
                return text == whole;
            }

            var (first, last) = (Parts[0], Parts[^1]);
            if (text.Length < first.Length + last.Length || !text.StartsWith(first, StringComparison.Ordinal) || !text.EndsWith(last, StringComparison.Ordinal))
            {
                return false;
            }

            var place = first.Length;
            foreach (var part in Parts.Skip(1).SkipLast(1))
            {
                var found = text.IndexOf(part, place, text.Length - last.Length - place, StringComparison.Ordinal);
                if (found < 0)
                {
                    return false;
                }

                place = found + part.Length;
            }

            return true;
        }
    }
}
