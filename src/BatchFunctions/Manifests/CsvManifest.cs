using System.Buffers;
using System.Globalization;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Reads <c>.csv</c> manifests: the first line names the fields, every other line is one job, an empty cell is left out, as are rows and columns without any text.</summary>
internal static class CsvManifest
{
    // More than the variables, parameters and tags that fit into a job of 30 KiB.
    private const int MostColumns = 1_000;

    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        var buffer = new ArrayBufferWriter<byte>(content.Length + 64);
        var lines = new List<int>();
        using (var writer = new Utf8JsonWriter(buffer, ManifestJson.Plain))
        {
            WriteJobs(CsvSheet.Rows(content, errors), writer, lines, errors);
        }

        return errors.Count > 0 ? null : new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), ManifestJson.Each(pointer => PlaceOf(pointer, lines)));
    }

    private static void WriteJobs(IEnumerable<CsvRow> rows, Utf8JsonWriter writer, List<int> lines, List<InputError> errors)
    {
        List<CsvColumn?>? columns = null;
        writer.WriteStartObject();
        writer.WriteStartArray("jobs");
        foreach (var row in rows)
        {
            if (columns is null)
            {
                columns = Columns(row, errors);
            }
            else if (columns.Count > 0)
            {
                lines.Add(row.Line);
                WriteRow(row, columns, writer, lines.Count - 1, errors);
            }

            if (ManifestJson.IsTooLong(writer))
            {
                errors.Add(new InputError(
                    "",
                    $"The rows come to more than {ManifestJson.MostBytes / 1024 / 1024} MiB as JSON, the names of their columns with each; drop them as several files.",
                    new Place(row.Line, 1)));
                break;
            }

            if (errors.Count >= InputError.Most)
            {
                break;
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        if (columns is null && errors.Count == 0)
        {
            errors.Add(new InputError("", "The file is empty; its first line must name the fields.", new Place(1, 1)));
        }
    }

    /// <summary>The columns up to the last that has a name; <c>null</c> for one between that has none.</summary>
    private static List<CsvColumn?> Columns(CsvRow header, List<InputError> errors)
    {
        var place = new Place(header.Line, 1);
        var columns = new List<CsvColumn?>();
        var names = header.Cells.Select(cell => cell.Trim()).ToList();
        var last = names.FindLastIndex(name => name.Length > 0);
        names.RemoveRange(last + 1, names.Count - last - 1);
        if (names.Count > MostColumns)
        {
            errors.Add(new InputError("", $"The first line names {names.Count} fields; a manifest has at most {MostColumns}.", place));
            return columns;
        }

        var before = errors.Count;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            columns.Add(CsvColumn.Of(name));
            if (name.Length > 0 && !known.Add(name))
            {
                errors.Add(new InputError("", $"The column '{name}' is there twice; keep one.", place));
            }
            else if (name.Length > 0 && columns[^1] is null)
            {
                errors.Add(new InputError("", $"'{name}' is not a column of a manifest; known are {CsvColumn.Known}.{Closest.Question(name, CsvColumn.Names)}", place));
            }
        }

        // With a column missing, every cell after it would be told as wrong.
        return errors.Count == before ? columns : [];
    }

    private static void WriteRow(CsvRow row, List<CsvColumn?> columns, Utf8JsonWriter writer, int index, List<InputError> errors)
    {
        var pointer = JsonPointer.Append("/jobs", index);
        var place = new Place(row.Line, 1);
        if (Wrong(row.Cells, columns) is { } wrong)
        {
            errors.Add(new InputError(pointer, wrong, place));
            return;
        }

        var job = new CsvJob();
        foreach (var (column, cell) in columns.Zip(row.Cells))
        {
            if (column is not null && cell.Length > 0 && column.Read(cell, job) is { } error)
            {
                errors.Add(new InputError(pointer, $"The cell '{column.Name}' {error}", place));
            }
        }

        job.WriteTo(writer);
    }

    /// <summary>What is wrong with the number of cells, or with where they stand.</summary>
    private static string? Wrong(IReadOnlyList<string> cells, List<CsvColumn?> columns)
    {
        if (cells.Count < columns.Count)
        {
            return $"The line has {cells.Count} cells, the first line names {columns.Count}: the cell of '{columns[cells.Count]?.Name ?? columns[^1]?.Name}' is missing. An empty cell needs its separator too.";
        }

        for (var index = 0; index < cells.Count; index++)
        {
            if (!string.IsNullOrWhiteSpace(cells[index]) && (index >= columns.Count || columns[index] is null))
            {
                return $"Column {index + 1} ({Letters(index)}) has the text '{Short(cells[index])}' here, and no name in the first line, which names {columns.Count(column => column is not null)} columns.";
            }
        }

        return null;
    }

    /// <summary>A column as spreadsheets call it: A, B, …, Z, AA.</summary>
    private static string Letters(int index) => index < 26 ? $"{(char)('A' + index)}" : Letters(index / 26 - 1) + (char)('A' + index % 26);

    private static string Short(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[39]) ? 39 : 40)}…";

    private static Place? PlaceOf(string pointer, List<int> lines)
    {
        var parts = pointer.Split('/', 4);

        return parts.Length >= 3 && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var index) && index < lines.Count
            ? new Place(lines[index], 1)
            : null;
    }
}
