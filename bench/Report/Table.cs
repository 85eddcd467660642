using System.Globalization;
using System.Text;

namespace Bench.Report;

/// <summary>A table of figures, as Markdown.</summary>
internal sealed class Table(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];
    private readonly List<string> _notes = [];

    /// <summary>A table in which each row sets one figure of ours beside a peer's, measured in the same run.</summary>
    public static Table SideBySide(string title) => new(title, "what", "figure", "beside", "its figure", "ratio", "target", "met");

    public Table Row(params string[] cells)
    {
        _rows.Add(cells);

        return this;
    }

    /// <summary>A sentence below the table.</summary>
    public Table Note(string text)
    {
        _notes.Add(text);

        return this;
    }

    /// <param name="what">What was measured.</param>
    /// <param name="figure">Ours.</param>
    /// <param name="peer">Who, with its figure; <c>null</c> where there is none.</param>
    /// <param name="ratio">Ours to the peer's; above 1 means more of the unit.</param>
    /// <param name="target">In words, with whether it is met; <c>null</c> where none is set.</param>
    public Table Row(string what, Figure figure, (string Name, Figure Figure)? peer, double? ratio, Target? target) => Row(
        what,
        figure.ToString(),
        peer?.Name ?? "",
        peer?.Figure.ToString() ?? "",
        ratio is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.00}×") : "",
        target?.Words ?? "",
        target is null ? "" : target.IsMet ? "yes" : "**no**");

    public override string ToString()
    {
        var text = new StringBuilder().Append("### ").Append(title).Append("\n\n");
        Line(text, columns);
        Line(text, [.. columns.Select(_ => "---")]);
        _rows.ForEach(row => Line(text, row));
        foreach (var note in _notes)
        {
            text.Append('\n').Append(note).Append('\n');
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
