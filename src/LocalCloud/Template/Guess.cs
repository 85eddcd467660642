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

    // Letters put in, left out and replaced (Levenshtein), over one row at a time.
    private static int Edits(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > MostEdits)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
