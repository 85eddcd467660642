using System.Collections;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>The columns of a table up to the last that has a name; <c>null</c> for one without, or with one that means nothing.</summary>
internal sealed class CsvColumns : IEnumerable<CsvColumn?>
{
    // More than the variables, parameters and tags that fit into a job of 30 KiB.
    private const int MostColumns = 1_000;

    private readonly List<CsvColumn?> _columns;
    private readonly List<string> _names;

    private CsvColumns(List<CsvColumn?> columns, List<string> names) => (_columns, _names) = (columns, names);

    /// <summary>Reads the first line. A name that is nearly one is taken for that one, so that no cell below it is told as missing too.</summary>
    /// <returns><c>null</c> where it is of no use.</returns>
    public static CsvColumns? Of(CsvRow header, List<CsvMistake> mistakes)
    {
        if (header.Mistake is { } broken)
        {
            mistakes.Add(new(header.Line, 0, "", broken.Message, broken.Place));
            return null;
        }

        var names = header.Cells.Select(cell => cell.Trim()).ToList();
        var last = names.FindLastIndex(name => name.Length > 0);
        names.RemoveRange(last + 1, names.Count - last - 1);
        if (names.Count > MostColumns)
        {
            mistakes.Add(new(header.Line, 0, "", $"The first line names {names.Count} fields; a manifest has at most {MostColumns}."));
            return null;
        }

        var columns = new List<CsvColumn?>();
        var known = names.Where(name => CsvColumn.Of(name) is not null).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, name) in names.Index())
        {
            var column = CsvColumn.Of(name);
            if (name.Length > 0 && !seen.Add(name))
            {
                mistakes.Add(new(header.Line, index, "", $"The column '{name}' is there twice; keep one."));
                column = null;
            }
            else if (name.Length > 0 && column is null)
            {
                mistakes.Add(new(header.Line, index, "", $"'{name}' is not a column of a manifest; known are {CsvColumn.Known}.{Closest.Question(name, CsvColumn.Names)}"));
                column = Closest.Of(name, CsvColumn.Names) is { } near && known.Add(near) ? CsvColumn.Of(near) : null;
            }

            columns.Add(column);
        }

        return new CsvColumns(columns, names);
    }

    /// <summary>What is wrong with the number of cells, or with where they stand, and with which cell.</summary>
    public (int Cell, string Message)? Wrong(IReadOnlyList<string> cells)
    {
        if (cells.Count < _names.Count)
        {
            var missing = _names.Skip(cells.Count).FirstOrDefault(name => name.Length > 0) ?? _names[^1];

            return (cells.Count, $"The line has {cells.Count} cells, the first line names {_names.Count}: the cell of '{missing}' is missing. An empty cell needs its separator too.");
        }

        for (var index = 0; index < cells.Count; index++)
        {
            if (!string.IsNullOrWhiteSpace(cells[index]) && (index >= _names.Count || _names[index].Length == 0))
            {
                return (index, $"Column {index + 1} ({Letters(index)}) has the text '{Short(cells[index])}' here, and no name in the first line, which names {_names.Count(name => name.Length > 0)} columns.");
            }
        }

        return null;
    }

    /// <summary>The cell from which a part of a job came; <c>null</c> where none did.</summary>
    /// <param name="path">Of the part, within the job.</param>
    /// <param name="cells">Of the job.</param>
    public int? CellOf(string[] path, IReadOnlyList<string> cells)
    {
        List<int> found = [.. _columns.Index().Where(entry => entry.Item is { } column && IsOf(column.Name, path)).Select(entry => entry.Index)];
        // Of those that make up one list, entries are counted by the cells that are not empty.
        List<int> filled = [.. found.Where(index => index < cells.Count && cells[index].Length > 0)];
        var entry = path is ["containerOverrides", _, var number, ..] ? JsonPointer.Index(number) ?? 0 : 0;

        return entry < filled.Count ? filled[entry] : found.Count > 0 ? found[0] : null;
    }

    public IEnumerator<CsvColumn?> GetEnumerator() => _columns.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsOf(string column, string[] path) => path switch
    {
        ["arrayProperties", ..] => column == "arraySize",
        ["retryStrategy", ..] => column == "attempts",
        ["timeout", ..] => column == "timeoutSeconds",
        ["containerOverrides", "command", ..] => column == "command",
        ["containerOverrides", "resourceRequirements", ..] => column is "vcpus" or "memory" or "gpus",
        ["containerOverrides", "environment", ..] => column.StartsWith("environment.", StringComparison.Ordinal),
        [var map and ("parameters" or "tags"), var key, ..] => column == $"{map}.{key}",
        [var field, ..] => column == field,
        _ => false,
    };

    /// <summary>A column as spreadsheets call it: A, B, …, Z, AA.</summary>
    private static string Letters(int index) => index < 26 ? $"{(char)('A' + index)}" : Letters(index / 26 - 1) + (char)('A' + index % 26);

    private static string Short(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[39]) ? 39 : 40)}…";
}
