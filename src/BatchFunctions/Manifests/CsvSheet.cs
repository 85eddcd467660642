using System.Text;
using BatchFunctions.Wire;
using CsvHelper;

namespace BatchFunctions.Manifests;

/// <summary>A row of a table that has text in it.</summary>
/// <param name="Line">Where it begins, counted from 1; a quoted cell may go over several lines.</param>
/// <param name="Mistake">Why its cells are not to be believed; <c>null</c> where they are.</param>
internal readonly record struct CsvRow(int Line, IReadOnlyList<string> Cells, InputError? Mistake = null);

/// <summary>Reads tables as spreadsheets write them: their separator, their <c>sep=</c> line, rows without any text left out.</summary>
internal static class CsvSheet
{
    /// <summary>The rows, up to one with a quote that nothing closes, which takes all the rest.</summary>
    /// <param name="content">UTF-8 without a byte order mark.</param>
    /// <param name="dialect">How the table is written.</param>
    public static IEnumerable<CsvRow> Rows(ReadOnlyMemory<byte> content, CsvDialect dialect)
    {
        CsvMalformedRecord? malformed = null;
        using var reader = CsvReader.Create(content[dialect.Start..], new CsvReaderOptions
        {
            HasHeader = false,
            Separator = dialect.Separator,
            MalformedData = CsvMalformedDataHandling.Recover,
            TrackLineNumbers = true,
            // A quote inside a cell that does not begin with one is text, as it is to spreadsheets.
            OnMalformedRecord = found => malformed ??= found.Reason is CsvMalformedReason.StrayQuote ? null : found,
        });
        while (reader.Read())
        {
            var cells = new string[reader.FieldCount];
            for (var index = 0; index < cells.Length; index++)
            {
                cells[index] = reader.GetString(index);
            }

            if (malformed is not null || !cells.All(string.IsNullOrWhiteSpace))
            {
                yield return new CsvRow((int)reader.LineNumber + dialect.Lines, cells, malformed is { } found ? Mistake(found, content.Span, dialect) : null);
            }

            if (malformed is { Reason: CsvMalformedReason.UnterminatedQuote })
            {
                yield break;
            }

            malformed = null;
        }
    }

    private static InputError Mistake(CsvMalformedRecord found, ReadOnlySpan<byte> content, CsvDialect dialect)
    {
        var (line, message) = found.Reason is CsvMalformedReason.UnterminatedQuote
            ? ((int)found.LineNumber + dialect.Lines + found.RawRecord.AsSpan(0, OpenQuote(found.RawRecord)).Count('\n'), "The quote that begins a cell here is never closed.")
            : (1 + content[..Math.Min(content.Length, dialect.Start + (int)found.ByteOffset)].Count((byte)'\n'), "A quoted cell ends at its quote; write a quote inside it twice.");

        return new InputError("", $"This is not CSV: {message}", new Place(line, 1));
    }

    /// <summary>Where the quote stands that nothing closes; the reader tells only of the end that it ran into.</summary>
    private static int OpenQuote(string record)
    {
        var (open, isOpen) = (0, false);
        for (var at = 0; at < record.Length; at++)
        {
            if (record[at] == '"')
            {
                // One directly behind another is the second of a doubled one.
                open = isOpen || (at > 0 && record[at - 1] == '"') ? open : at;
                isOpen = !isOpen;
            }
        }

        return open;
    }
}

/// <summary>How a table is written.</summary>
/// <param name="Start">Bytes before the table itself: those of a <c>sep=</c> line.</param>
/// <param name="Lines">Lines before it.</param>
internal readonly record struct CsvDialect(char Separator, int Start, int Lines)
{
    private static ReadOnlySpan<byte> Known => ",;\t"u8;

    /// <summary>The separator that a first line such as <c>sep=;</c> names, or the one that stands in the first line with text most often; a comma on a tie.</summary>
    public static CsvDialect Of(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf((byte)'\n');
        var first = (end < 0 ? content : content[..end]).TrimEnd((byte)'\r');
        // A spreadsheet that has not understood the line writes it back in quotes, or with separators behind it.
        var hint = first.StartsWith("\"sep="u8) ? first[1..] : first;

        return hint.StartsWith("sep="u8) && hint.Length > 4 && IsSeparator(hint[4]) && !hint[5..].ContainsAnyExcept("\",;\t"u8)
            ? new((char)hint[4], end < 0 ? content.Length : end + 1, 1)
            : new(MostFrequent(content), 0, 0);
    }

    private static bool IsSeparator(byte sign) => sign == (byte)'\t' || (sign is > (byte)' ' and < 0x7F && !char.IsAsciiLetterOrDigit((char)sign) && sign != (byte)'"');

    private static char MostFrequent(ReadOnlySpan<byte> content)
    {
        Span<int> counts = stackalloc int[Known.Length];
        var (isQuoted, hasText) = (false, false);
        foreach (var sign in content)
        {
            if (sign == (byte)'"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && Known.IndexOf(sign) is var index and >= 0)
            {
                counts[index]++;
            }
            else if (!isQuoted && sign == (byte)'\n')
            {
                if (hasText)
                {
                    break;
                }

                counts.Clear();
            }
            else
            {
                hasText |= sign is not ((byte)' ' or (byte)'\r' or (byte)'\n');
            }
        }

        var most = 0;
        for (var index = 1; index < counts.Length; index++)
        {
            most = counts[index] > counts[most] ? index : most;
        }

        return (char)Known[most];
    }
}

/// <summary>Finds where cells of a table stand. Made only when there is an error to place.</summary>
internal static class CsvPlaces
{
    /// <summary>The place of each cell, as it is seen in an editor: a quoted one may begin lines below its row.</summary>
    /// <param name="content">The file.</param>
    /// <param name="dialect">How the table is written.</param>
    /// <param name="wanted">Cells by the line in which their row begins, and their number in it, from 0.</param>
    public static IReadOnlyDictionary<(int Line, int Cell), Place> Of(ReadOnlySpan<byte> content, CsvDialect dialect, IReadOnlySet<(int Line, int Cell)> wanted)
    {
        var found = new Dictionary<(int, int), Place>();
        var (line, lineStart, at) = (1 + dialect.Lines, dialect.Start, dialect.Start);
        while (at < content.Length && found.Count < wanted.Count)
        {
            var row = line;
            for (var cell = 0; ; cell++)
            {
                if (wanted.Contains((row, cell)))
                {
                    found[(row, cell)] = new Place(line, Encoding.UTF8.GetCharCount(content[lineStart..at]) + 1);
                }

                var end = at + Length(content[at..], (byte)dialect.Separator);
                for (; at < end; at++)
                {
                    if (content[at] == (byte)'\n')
                    {
                        (line, lineStart) = (line + 1, at + 1);
                    }
                }

                at = end + 1;
                if (end >= content.Length || content[end] == (byte)'\n')
                {
                    line++;
                    lineStart = at;
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>Bytes up to the separator, the end of the line, or that of the file.</summary>
    private static int Length(ReadOnlySpan<byte> rest, byte separator)
    {
        var quoted = 0;
        if (rest is [(byte)'"', ..])
        {
            var isOpen = true;
            for (quoted = 1; quoted < rest.Length && (isOpen || rest[quoted] == (byte)'"'); quoted++)
            {
                isOpen ^= rest[quoted] == (byte)'"';
            }
        }

        var end = rest[quoted..].IndexOfAny(separator, (byte)'\n');

        return end < 0 ? rest.Length : quoted + end;
    }
}
