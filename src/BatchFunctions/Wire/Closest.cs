namespace BatchFunctions.Wire;

/// <summary>Guesses which known word somebody has meant who has mistyped it.</summary>
internal static class Closest
{
    /// <summary>More than a person has typed; comparing longer ones takes long.</summary>
    private const int Longest = 60;

    /// <summary>The known word that is nearest: at most a third of its letters are wrong, missing, too many or swapped, its case aside.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > Longest)
        {
            return null;
        }

        var best = known.Where(candidate => candidate.Length <= Longest)
            .Select(candidate => (Word: candidate, Distance: Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(1, candidate.Word.Length / 3) && candidate.Distance < candidate.Word.Length)
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();

        return best.Word;
    }

    /// <summary>A question to put behind an error; empty where nothing is near.</summary>
    public static string Question(string word, IEnumerable<string> known) => Of(word, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>Letters to change, add, drop, or swap with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var (before, last, now) = (new int[other.Length + 1], new int[other.Length + 1], new int[other.Length + 1]);
        for (var column = 0; column <= other.Length; column++)
        {
            last[column] = column;
        }

        for (var row = 1; row <= one.Length; row++)
        {
            now[0] = row;
            for (var column = 1; column <= other.Length; column++)
            {
                var change = one[row - 1] == other[column - 1] ? 0 : 1;
                now[column] = Math.Min(Math.Min(last[column] + 1, now[column - 1] + 1), last[column - 1] + change);
                if (row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1])
                {
                    now[column] = Math.Min(now[column], before[column - 2] + 1);
                }
            }

            (before, last, now) = (last, now, before);
        }

        return last[other.Length];
    }
}
