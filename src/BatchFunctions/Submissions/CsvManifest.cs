using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BatchFunctions.Wire;
using Sylvan.Data.Csv;

namespace BatchFunctions.Submissions;

/// <summary>Reads <c>.csv</c> manifests: the first line names the fields, every other line is one job, an empty cell is left out.</summary>
internal static class CsvManifest
{
    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        var buffer = new ArrayBufferWriter<byte>((content.Length * 4) + 64);
        var lines = new List<int>();
        try
        {
            using var text = new StringReader(Encoding.UTF8.GetString(content.Span));
            using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = true });
            using var writer = new Utf8JsonWriter(buffer);
            var columns = Columns(csv, errors);
            if (errors.Count > 0)
            {
                return null;
            }

            writer.WriteStartObject();
            writer.WriteStartArray("jobs");
            // The line after the header; a quoted cell may hold line ends, so records are not lines.
            var line = 2;
            while (csv.Read())
            {
                var record = csv.GetRawRecordSpan().TrimEnd("\r\n");
                if (!record.IsWhiteSpace())
                {
                    lines.Add(line);
                    WriteRow(csv, columns, writer, lines, errors);
                }

                line += 1 + record.Count('\n');
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        catch (CsvMissingHeadersException)
        {
            errors.Add(new InputError("", "The file is empty; its first line must name the fields.", new Place(1, 1)));
        }
        catch (CsvFormatException exception)
        {
            errors.Add(new InputError("", $"This is not CSV: {exception.Message}", new Place(exception.RowNumber + 1, 1)));
        }

        return errors.Count > 0 ? null : new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), pointer => PlaceOf(pointer, lines));
    }

    private static List<CsvColumn> Columns(CsvDataReader csv, List<InputError> errors)
    {
        var columns = new List<CsvColumn>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var ordinal = 0; ordinal < csv.FieldCount; ordinal++)
        {
            var name = csv.GetName(ordinal).Trim();
            if (!names.Add(name))
            {
                errors.Add(new InputError("", $"The column '{name}' is there twice; keep one.", new Place(1, 1)));
            }
            else if (CsvColumn.Of(name) is { } column)
            {
                columns.Add(column);
            }
            else
            {
                errors.Add(new InputError("", $"'{name}' is not a column of a manifest; known are {CsvColumn.Known}.", new Place(1, 1)));
            }
        }

        return columns;
    }

    private static void WriteRow(
        CsvDataReader csv, List<CsvColumn> columns, Utf8JsonWriter writer, List<int> lines, List<InputError> errors)
    {
        var pointer = JsonPointer.Append("/jobs", lines.Count - 1);
        var place = new Place(lines[^1], 1);
        if (csv.RowFieldCount > columns.Count)
        {
            errors.Add(new InputError(pointer, $"The line has {csv.RowFieldCount} cells, the first line only {columns.Count}.", place));
            return;
        }

        var job = new CsvJob();
        for (var ordinal = 0; ordinal < csv.RowFieldCount; ordinal++)
        {
            var cell = csv.GetString(ordinal);
            if (cell.Length > 0 && columns[ordinal].Read(cell, job) is { } error)
            {
                errors.Add(new InputError(pointer, $"The cell '{columns[ordinal].Name}' {error}", place));
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
