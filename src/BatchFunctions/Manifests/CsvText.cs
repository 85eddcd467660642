using System.Text;

namespace BatchFunctions.Manifests;

/// <summary>
/// Reads CSV by RFC 4180, and knows the line of each record. The readers on offer are built on DbDataReader, which
/// cannot be trimmed and compiled ahead of time without warnings.
/// </summary>
internal sealed class CsvText(string text)
{
    private int _at;

    private int _line = 1;

    /// <summary>The records in order; empty lines are left out.</summary>
    /// <exception cref="CsvFormatException">A quote is not closed, or something follows a closed one.</exception>
    public IEnumerable<CsvRecord> Records()
    {
        while (_at < text.Length)
        {
            var line = _line;
            var cells = ReadRecord();
            if (cells is not [""])
            {
                yield return new CsvRecord(line, cells);
            }
        }
    }

    private List<string> ReadRecord()
    {
        var cells = new List<string>();
        while (true)
        {
            cells.Add(_at < text.Length && text[_at] == '"' ? ReadQuoted() : ReadPlain());
            if (_at >= text.Length || text[_at] != ',')
            {
                SkipLineEnd();
                return cells;
            }

            _at++;
        }
    }

    private string ReadPlain()
    {
        var length = text.AsSpan(_at).IndexOfAny(",\r\n");
        var cell = length < 0 ? text[_at..] : text.Substring(_at, length);
        _at += cell.Length;
        return cell;
    }

    private string ReadQuoted()
    {
        var (line, cell) = (_line, new StringBuilder());
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == '"')
            {
                _at++;
                if (_at >= text.Length || text[_at] != '"')
                {
                    return _at >= text.Length || text[_at] is ',' or '\r' or '\n'
                        ? cell.ToString()
                        : throw new CsvFormatException(_line, "A quoted cell ends at its quote; write a quote inside it twice.");
                }
            }

            _line += text[_at] == '\n' ? 1 : 0;
            cell.Append(text[_at]);
        }

        throw new CsvFormatException(line, "The quote that begins a cell here is never closed.");
    }

    private void SkipLineEnd()
    {
        if (_at < text.Length && text[_at] == '\r')
        {
            _at++;
        }

        if (_at < text.Length && text[_at] == '\n')
        {
            _at++;
        }

        _line++;
    }
}

/// <summary>A record of a CSV text.</summary>
/// <param name="Line">Where it begins, counted from 1; a quoted cell may go over several lines.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Cells);

/// <summary>A text is not CSV from this line on.</summary>
internal sealed class CsvFormatException(int line, string message) : FormatException(message)
{
    public int Line => line;
}
