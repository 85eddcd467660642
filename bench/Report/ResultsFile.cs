namespace Bench.Report;

/// <summary>
/// The file with the results. Each part stands between two marks and a later run replaces it; what is written outside
/// of the marks stays.
/// </summary>
internal static class ResultsFile
{
    private const string Introduction =
        """
        # Results of the benchmarks

        Written by `dotnet run -c Release --project bench -- all --out bench/RESULTS.md`. Every figure stands beside a peer
        that was measured in the same run on the same machine: the ratio says more than the figure. Each part names the
        command that measures it alone, when, at which commit, and the load of the machine before it.

        """;

    /// <summary>Puts a part's text in its place, after those parts of <paramref name="order"/> that come before it.</summary>
    public static void Put(string path, string part, string text, IReadOnlyList<string> order)
    {
        var contents = File.Exists(path) ? File.ReadAllText(path) : Introduction;
        var section = $"{Begin(part)}\n{text.TrimEnd()}\n{End(part)}\n";
        if (Find(contents, part) is var (start, end))
        {
            contents = contents[..start] + section + contents[end..];
        }
        else
        {
            var at = order.TakeWhile(name => name != part).Select(name => Find(contents, name)?.End).LastOrDefault(place => place is not null) ?? contents.Length;
            contents = $"{contents[..at]}\n{section}{contents[at..]}";
        }

        File.WriteAllText(path, contents);
    }

    private static (int Start, int End)? Find(string contents, string part)
    {
        var start = contents.IndexOf(Begin(part), StringComparison.Ordinal);
        var end = contents.IndexOf(End(part), StringComparison.Ordinal);

        return start < 0 || end < start ? null : (start, end + End(part).Length + 1);
    }

    private static string Begin(string part) => $"<!-- begin {part} -->";

    private static string End(string part) => $"<!-- end {part} -->";
}
