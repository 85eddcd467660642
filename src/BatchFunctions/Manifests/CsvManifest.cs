using System.Buffers;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Reads <c>.csv</c> manifests: the first line names the fields, every other line is one job, an empty cell is left out, as are rows and columns without any text.</summary>
internal static class CsvManifest
{
    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        var buffer = new ArrayBufferWriter<byte>(content.Length + 64);
        var table = new CsvTable(content);
        using (var writer = new Utf8JsonWriter(buffer, ManifestJson.Plain))
        {
            table.WriteJobs(writer);
        }

        errors.AddRange(table.Mistakes());

        return table.Columns is null ? null : new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), table.PlacesOf) { IsDoubtful = table.IsDoubtful };
    }
}

/// <summary>A table on its way to jobs: what is wrong with it is kept beside what can be read, so that one mistake hides no other.</summary>
internal sealed class CsvTable(ReadOnlyMemory<byte> content)
{
    private readonly CsvDialect _dialect = CsvDialect.Of(content.Span);
    private readonly List<CsvMistake> _mistakes = [];
    private readonly List<int> _lines = [];
    private readonly BrokenRows _broken = new();

    // Rows with too few cells, and how many they have.
    private readonly Dictionary<int, int> _short = [];

    /// <summary>The columns that are read; <c>null</c> where the first line, or what comes of it, is of no use.</summary>
    public CsvColumns? Columns { get; private set; }

    /// <summary>Whether what is wrong there may be so only because the table is.</summary>
    public bool IsDoubtful(string pointer) => _broken.Has(pointer)
        || (_short.Count > 0 && JsonPointer.Names(pointer).ToArray() is ["jobs", var row, .. var path] && JsonPointer.Index(row) is { } index
            && _short.TryGetValue(index, out var cells) && (path.Length == 0 || Columns?.CellOf(path, []) is not { } cell || cell >= cells));

    public void WriteJobs(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("jobs");
        foreach (var row in CsvSheet.Rows(content, _dialect))
        {
            if (Columns is null)
            {
                Columns = CsvColumns.Of(row, _mistakes);
                if (Columns is null)
                {
                    break;
                }
            }
            else
            {
                WriteRow(row, Columns, writer);
            }

            if (ManifestJson.IsTooLong(writer))
            {
                _mistakes.Add(new(row.Line, 0, "", $"The rows come to more than {ManifestJson.MostBytes / 1024 / 1024} MiB as JSON, the names of their columns with each; drop them as several files."));
                Columns = null;
                break;
            }

            if (_mistakes.Count >= InputError.Most)
            {
                break;
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        if (Columns is null && _mistakes.Count == 0)
        {
            _mistakes.Add(new(1, 0, "", "The file is empty; its first line must name the fields."));
        }
    }

    /// <summary>What is wrong with the table itself, each at its cell.</summary>
    public IEnumerable<InputError> Mistakes()
    {
        var places = CsvPlaces.Of(content.Span, _dialect, _mistakes.Where(one => one.Place is null).Select(one => (one.Line, one.Cell)).ToHashSet());

        return _mistakes.Select(one => new InputError(one.Pointer, one.Message, one.Place ?? places.GetValueOrDefault((one.Line, one.Cell), new Place(one.Line, 1))));
    }

    /// <summary>The places of what came of cells.</summary>
    public IReadOnlyList<Standing?> PlacesOf(IReadOnlyList<string> pointers)
    {
        var parts = pointers.Select(pointer => JsonPointer.Names(pointer).ToArray()).ToList();
        var rows = parts.Select(Row).ToList();
        var cells = Cells(rows.OfType<int>().ToHashSet());
        List<(int Line, int Cell)?> wanted = [.. rows.Select((row, index) => row is { } known ? (_lines[known], Columns?.CellOf(parts[index][2..], cells.GetValueOrDefault(known) ?? []) ?? 0) : ((int, int)?)null)];
        var places = CsvPlaces.Of(content.Span, _dialect, wanted.OfType<(int, int)>().ToHashSet());

        return [.. wanted.Select(cell => cell is { } known ? new Standing(places.GetValueOrDefault(known, new Place(known.Line, 1))) : (Standing?)null)];
    }

    private int? Row(string[] parts) => parts is ["jobs", var row, ..] && JsonPointer.Index(row) is { } index && index < _lines.Count ? index : null;

    /// <summary>The cells of some rows, read once more.</summary>
    private Dictionary<int, IReadOnlyList<string>> Cells(HashSet<int> rows)
    {
        var found = new Dictionary<int, IReadOnlyList<string>>();
        foreach (var (index, row) in CsvSheet.Rows(content, _dialect).Skip(1).Index())
        {
            if (found.Count == rows.Count)
            {
                break;
            }

            if (rows.Contains(index))
            {
                found[index] = row.Cells;
            }
        }

        return found;
    }

    private void WriteRow(CsvRow row, CsvColumns columns, Utf8JsonWriter writer)
    {
        var pointer = JsonPointer.Append("/jobs", _lines.Count);
        if (row.Mistake is { } broken)
        {
            _broken.Add(_lines.Count);
            _mistakes.Add(new(row.Line, 0, "", broken.Message, broken.Place));
        }
        else if (columns.Wrong(row.Cells) is var (cell, wrong))
        {
            _mistakes.Add(new(row.Line, cell, pointer, wrong));
            if (cell >= row.Cells.Count)
            {
                // Who waits for the job of a row without a name is not at fault.
                _short.Add(_lines.Count, row.Cells.Count);
                if (columns.CellOf(["jobName"], []) is { } name && name >= row.Cells.Count)
                {
                    _broken.Add(_lines.Count);
                }
            }
        }

        _lines.Add(row.Line);
        var job = new CsvJob();
        foreach (var (index, column) in columns.Index())
        {
            if (column is not null && index < row.Cells.Count && row.Cells[index] is { Length: > 0 } text && column.Read(text, job) is { } error && !_broken.Has(pointer))
            {
                _mistakes.Add(new(row.Line, index, pointer, $"The cell '{column.Name}' {error}"));
            }
        }

        job.WriteTo(writer);
    }
}

/// <summary>Something wrong in a table.</summary>
/// <param name="Line">In which the row begins.</param>
/// <param name="Cell">Of the row, from 0.</param>
/// <param name="Place">Where it is known already.</param>
internal sealed record CsvMistake(int Line, int Cell, string Pointer, string Message, Place? Place = null);
