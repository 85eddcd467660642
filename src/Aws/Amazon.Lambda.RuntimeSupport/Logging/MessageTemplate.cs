using System.Collections;
using System.Globalization;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>
/// A message template such as <c>"job {JobId} took {Seconds:F1} s"</c>, filled in. <c>{{</c> and <c>}}</c> stand for
/// braces; holes without an argument stay as they are. Holes that are all numbers name their argument's position.
/// </summary>
/// <param name="Text">The message with its arguments.</param>
/// <param name="Values">The arguments by the names of their holes; one with a format is the text it makes.</param>
// AWS: as RuntimeSupport 2.1.2 does it: a hole whose argument is null, a list or a map stays as it is in the text.
internal sealed record MessageTemplate(string Text, IReadOnlyList<(string Name, object? Value)> Values)
{
    private static readonly char[] Braces = ['{', '}'];

    public static MessageTemplate Parse(string template, object?[] arguments)
    {
        if (arguments.Length == 0)
        {
            return new(template, []);
        }

        var pieces = Pieces(template);
        var positional = pieces.Where(piece => piece.IsHole).All(piece => int.TryParse(piece.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        var text = new StringBuilder(template.Length);
        var values = new List<(string, object?)>();
        var next = 0;
        foreach (var piece in pieces)
        {
            var index = !piece.IsHole ? -1 : positional ? int.Parse(piece.Name, CultureInfo.InvariantCulture) : next++;
            if (index < 0 || index >= arguments.Length)
            {
                text.Append(piece.Text);
                continue;
            }

            var argument = arguments[index];
            var shown = argument is null or IList or IDictionary ? piece.Text : piece.Format(argument);
            text.Append(shown);
            values.Add((piece.Name, piece.HasFormat && argument is not (null or IList or IDictionary) ? shown : argument));
        }

        return new(text.ToString(), values);
    }

    private static List<Piece> Pieces(string template)
    {
        var pieces = new List<Piece>();
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var doubled = i + 1 < template.Length && template[i + 1] == template[i];
            var end = template[i] is '{' && !doubled ? template.IndexOfAny(Braces, i + 1) : -1;
            if (template[i] is '{' or '}' && doubled)
            {
                text.Append(template[i++]);
            }
            else if (end > i + 1 && template[end] is '}')
            {
                pieces.Add(Piece.Plain(text.ToString()));
                pieces.Add(Piece.Hole(template[i..(end + 1)]));
                text.Clear();
                i = end;
            }
            else
            {
                text.Append(template[i]);
            }
        }

        pieces.Add(Piece.Plain(text.ToString()));
        return pieces;
    }

    /// <summary>A stretch of plain text, or a hole with its braces as text.</summary>
    private sealed record Piece(string Text, string Name, string Alignment)
    {
        public bool IsHole => Name.Length > 0;

        public bool HasFormat => Alignment.Contains(':');

        public static Piece Plain(string text) => new(text, string.Empty, string.Empty);

        public static Piece Hole(string text)
        {
            // "@" and "$" ask other loggers how to take the value apart; here its type decides.
            var inner = text[1..^1].TrimStart('@', '$');
            var end = inner.AsSpan().IndexOfAny(',', ':');
            return end < 0 ? new(text, inner.Trim(), string.Empty) : new(text, inner[..end].Trim(), inner[end..]);
        }

        public string Format(object? value)
        {
            try
            {
                return string.Format(CultureInfo.InvariantCulture, $"{{0{Alignment}}}", value);
            }
            catch (FormatException)
            {
                // A format that the value does not know must not cost the line.
                return Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            }
        }
    }
}
