namespace LocalCloud.Logs;

/// <summary>
/// A filter pattern for plain text: terms that must all appear, <c>?</c> terms of which one must, <c>-</c> terms that must
/// not. Case matters. Patterns for JSON and columns and regular expressions are refused by name.
/// </summary>
internal sealed class FilterPattern
{
    private readonly List<string> _all = [];
    private readonly List<string> _any = [];
    private readonly List<string> _none = [];

    private FilterPattern()
    {
    }

    /// <exception cref="LogsException">The pattern is malformed, or of a kind that is not supported.</exception>
    public static FilterPattern Parse(string text)
    {
        var pattern = new FilterPattern();
        var rest = text.AsSpan().Trim();
        Refuse(rest, '{', "JSON");
        Refuse(rest, '[', "space-delimited");
        Refuse(rest, '%', "regular expression");
        while (!rest.IsEmpty)
        {
            rest = pattern.Take(rest).TrimStart();
        }

        return pattern;
    }

    public bool Matches(string message)
    {
        bool Holds(string term) => message.Contains(term, StringComparison.Ordinal);

        // AWS: beside other terms, optional ones are ignored (filter and pattern syntax, "Match terms").
        return _all.TrueForAll(Holds)
            && !_none.Exists(Holds)
            && (_any.Count == 0 || _all.Count + _none.Count > 0 || _any.Exists(Holds));
    }

    private static void Refuse(ReadOnlySpan<char> pattern, char start, string kind)
    {
        if (!pattern.IsEmpty && pattern[0] == start)
        {
            throw LogsException.Invalid($"LocalCloud does not support {kind} filter patterns ('{start}'): use terms, \"quoted phrases\", ?optional and -excluded terms.");
        }
    }

    /// <summary>Takes one term and gives what follows it.</summary>
    private ReadOnlySpan<char> Take(ReadOnlySpan<char> rest)
    {
        var terms = rest[0] switch { '?' => _any, '-' => _none, _ => _all };
        if (rest[0] is '?' or '-')
        {
            rest = rest[1..];
        }

        return rest.StartsWith('"') ? TakeQuoted(rest[1..], terms) : TakeWord(rest, terms);
    }

    private static ReadOnlySpan<char> TakeQuoted(ReadOnlySpan<char> rest, List<string> terms)
    {
        var phrase = new System.Text.StringBuilder();
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                terms.Add(phrase.ToString());

                return rest[(i + 1)..];
            }

            if (rest[i] == '\\' && i + 1 < rest.Length && rest[i + 1] is '"' or '\\')
            {
                i++;
            }

            phrase.Append(rest[i]);
        }

        throw LogsException.Invalid("Invalid filter pattern: a quotation mark is not closed.");
    }

    private static ReadOnlySpan<char> TakeWord(ReadOnlySpan<char> rest, List<string> terms)
    {
        var end = rest.IndexOf(' ') is var space and >= 0 ? space : rest.Length;
        var term = rest[..end].ToString();
        if (term.Length == 0 || !term.All(letter => char.IsLetterOrDigit(letter) || letter == '_'))
        {
            // AWS: a term with other characters needs quotation marks.
            throw LogsException.Invalid($"Invalid character(s) in term '{term}'");
        }

        terms.Add(term);

        return rest[end..];
    }
}
