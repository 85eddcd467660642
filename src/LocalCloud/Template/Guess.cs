namespace LocalCloud.Template;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class Guess
{
    private const int MostEdits = 2;

    /// <summary>The nearest of the names: the same but for case, or at most two letters away; <c>null</c> where none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> names) => names
        .Select(candidate => (Candidate: candidate, Edits: candidate.Equals(name, StringComparison.OrdinalIgnoreCase) ? 0 : Edits(name, candidate)))
        .Where(pair => pair.Edits <= MostEdits && pair.Edits * 3 < name.Length)
        .OrderBy(pair => pair.Edits).ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
        .Select(pair => pair.Candidate).FirstOrDefault();

    /// <summary><c>; did you mean X?</c>, or nothing.</summary>
    public static string Ask(string name, IEnumerable<string> names) => Nearest(name, names) is { } near ? $"; did you mean {near}?" : "";

    // Letters put in, left out, replaced, and swapped with their neighbour (optimal string alignment), over three rows at a time.
    private static int Edits(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > MostEdits)
        {
            return int.MaxValue;
        }

        var (before, last) = (new int[right.Length + 1], Enumerable.Range(0, right.Length + 1).ToArray());
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                row[j] = Math.Min(last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1), Math.Min(row[j - 1], last[j]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[right.Length];
    }
}
