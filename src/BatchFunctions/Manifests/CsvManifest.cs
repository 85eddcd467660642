using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Reads <c>.csv</c> manifests: the first line names the fields, every other line is one job, an empty cell is left out.</summary>
internal static class CsvManifest
{
    // More than the variables, parameters and tags that fit into a job of 30 KiB.
    private const int MostColumns = 1_000;

    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        var buffer = new ArrayBufferWriter<byte>(content.Length + 64);
        var lines = new List<int>();
        try
        {
            using var writer = new Utf8JsonWriter(buffer, ManifestJson.Plain);
            WriteJobs(new CsvText(Encoding.UTF8.GetString(content.Span)).Records(), writer, lines, errors);
        }
        catch (CsvFormatException exception)
        {
            errors.Add(new InputError("", $"This is not CSV: {exception.Message}", new Place(exception.Line, 1)));
        }

        return errors.Count > 0 ? null : new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), ManifestJson.Each(pointer => PlaceOf(pointer, lines)));
    }

    private static void WriteJobs(IEnumerable<CsvRecord> records, Utf8JsonWriter writer, List<int> lines, List<InputError> errors)
    {
        List<CsvColumn>? columns = null;
        writer.WriteStartObject();
        writer.WriteStartArray("jobs");
        foreach (var record in records)
        {
            if (columns is null)
            {
                columns = Columns(record, errors);
            }
            else if (columns.Count > 0)
            {
                lines.Add(record.Line);
                WriteRow(record, columns, writer, lines.Count - 1, errors);
            }

            if (ManifestJson.IsTooLong(writer))
            {
                errors.Add(new InputError(
                    "",
                    $"The rows come to more than {ManifestJson.MostBytes / 1024 / 1024} MiB as JSON, the names of their columns with each; drop them as several files.",
                    new Place(record.Line, 1)));
                break;
            }

            if (errors.Count >= InputError.Most)
            {
                break;
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        if (columns is null)
        {
            errors.Add(new InputError("", "The file is empty; its first line must name the fields.", new Place(1, 1)));
        }
    }

    private static List<CsvColumn> Columns(CsvRecord header, List<InputError> errors)
    {
        var place = new Place(header.Line, 1);
        var columns = new List<CsvColumn>();
        if (header.Cells.Count > MostColumns)
        {
            errors.Add(new InputError("", $"The first line names {header.Cells.Count} fields; a manifest has at most {MostColumns}.", place));
            return columns;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in header.Cells.Select(cell => cell.Trim()))
        {
            if (!names.Add(name))
            {
                errors.Add(new InputError("", $"The column '{name}' is there twice; keep one.", place));
            }
            else if (CsvColumn.Of(name) is { } column)
            {
                columns.Add(column);
            }
            else
            {
                errors.Add(new InputError("", $"'{name}' is not a column of a manifest; known are {CsvColumn.Known}.", place));
            }
        }

        // With a column missing, every cell after it would be told as wrong.
        return columns.Count == header.Cells.Count ? columns : [];
    }

    private static void WriteRow(CsvRecord record, List<CsvColumn> columns, Utf8JsonWriter writer, int index, List<InputError> errors)
    {
        var pointer = JsonPointer.Append("/jobs", index);
        var place = new Place(record.Line, 1);
        if (record.Cells.Count > columns.Count)
        {
            errors.Add(new InputError(pointer, $"The line has {record.Cells.Count} cells, the first line only {columns.Count}.", place));
            return;
        }

        var job = new CsvJob();
        foreach (var (column, cell) in columns.Zip(record.Cells))
        {
            if (cell.Length > 0 && column.Read(cell, job) is { } error)
            {
                errors.Add(new InputError(pointer, $"The cell '{column.Name}' {error}", place));
            }
        }

        job.WriteTo(writer);
    }

    private static Place? PlaceOf(string pointer, List<int> lines)
    {
        var parts = pointer.Split('/', 4);

        return parts.Length >= 3 && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var index) && index < lines.Count
            ? new Place(lines[index], 1)
            : null;
    }
}
