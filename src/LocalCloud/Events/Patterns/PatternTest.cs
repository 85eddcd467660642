using System.Net;

namespace LocalCloud.Events.Patterns;

/// <summary>One test of a leaf, asked with its text as <see cref="EventLeaf"/> has it.</summary>
internal abstract record PatternTest
{
    private PatternTest()
    {
    }

    public abstract bool Holds(string leaf);

    private static string? Unquoted(string leaf) => leaf is ['"', .. var text, '"'] ? text : null;

    /// <summary>There is no such leaf: decided by the name, so it holds for no value.</summary>
    public sealed record Absent : PatternTest
    {
        public override bool Holds(string leaf) => false;
    }

    public sealed record Present : PatternTest
    {
        public override bool Holds(string leaf) => true;
    }

    /// <summary>The very text, number, truth value or null, as JSON writes it.</summary>
    public sealed record Equal(string Wanted) : PatternTest
    {
        public override bool Holds(string leaf) => leaf == Wanted;
    }

    // AWS: 300, 300.0 and 3.0e2 are the same number.
    public sealed record EqualNumber(double Wanted) : PatternTest
    {
        public override bool Holds(string leaf) => EventNumber.Parse(leaf) == Wanted;
    }

    // AWS: a text that is an IP address is found in each form of that address.
    public sealed record EqualAddress(IPAddress Wanted) : PatternTest
    {
        public override bool Holds(string leaf) => AddressForm.Parse(Unquoted(leaf) ?? leaf) is { } address && address.Equals(Wanted);
    }

    public sealed record Prefix(string Text) : PatternTest
    {
        private readonly string _quoted = $"\"{Text}";

        public override bool Holds(string leaf) => leaf.StartsWith(_quoted, StringComparison.Ordinal);
    }

    public sealed record Suffix(string Text) : PatternTest
    {
        private readonly string _quoted = $"{Text}\"";

        public override bool Holds(string leaf) => leaf.EndsWith(_quoted, StringComparison.Ordinal);
    }

    public sealed record EqualIgnoringCase(string Text) : PatternTest
    {
        private readonly CaseForms _forms = new($"\"{Text}\"");

        public override bool Holds(string leaf) => _forms.Are(leaf);
    }

    public sealed record PrefixIgnoringCase(string Text) : PatternTest
    {
        private readonly CaseForms _forms = new($"\"{Text}");

        public override bool Holds(string leaf) => _forms.Begin(leaf);
    }

    public sealed record SuffixIgnoringCase(string Text) : PatternTest
    {
        private readonly CaseForms _forms = new($"{Text}\"");

        public override bool Holds(string leaf) => _forms.End(leaf);
    }

    /// <summary>None of the tests holds for the leaf.</summary>
    public sealed record AnythingBut(IReadOnlyList<PatternTest> Tests) : PatternTest
    {
        public override bool Holds(string leaf) => !Tests.Any(test => test.Holds(leaf));
    }

    /// <summary>Comparisons that must all hold, such as &gt; 0 and &lt;= 5.</summary>
    public sealed record Numeric(IReadOnlyList<(string Operator, double Operand)> Comparisons) : PatternTest
    {
        public override bool Holds(string leaf) =>
            EventNumber.Parse(leaf) is { } actual && Comparisons.All(comparison => comparison.Operator switch
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
        public override bool Holds(string leaf) => AddressForm.Parse(Unquoted(leaf) ?? leaf) is { } address && Network.Contains(address);
    }

    /// <param name="Parts">The texts between the stars; every star stands for any text, also none.</param>
    public sealed record Wildcard(IReadOnlyList<string> Parts) : PatternTest
    {
        public override bool Holds(string leaf) => Unquoted(leaf) is { } text && IsIn(text);

        // The first part begins the text, the last ends it, and the others follow one another in between: taking each
        // at its first place is enough, so this never goes back.
        private bool IsIn(string text)
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
