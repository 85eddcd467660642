using System.Text;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

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
