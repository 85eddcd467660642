namespace Aws.Tests.Lambda.Surface;

/// <summary>The public API of the official packages, from the file that lists it.</summary>
/// <param name="Types">Members by full type name.</param>
/// <param name="Headings">The line above a type's members, by full type name.</param>
internal sealed record OfficialApi(IReadOnlyDictionary<string, IReadOnlyList<string>> Types, IReadOnlyDictionary<string, string> Headings)
{
    public static OfficialApi Read()
    {
        var types = new Dictionary<string, IReadOnlyList<string>>();
        var headings = new Dictionary<string, string>();
        List<string> members = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Lambda", "Surface", "amazon-lambda-public-api.txt")))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                // Members of an enumeration share one line.
                members.AddRange(line.Contains('=', StringComparison.Ordinal) && !line.Contains('(', StringComparison.Ordinal)
                    ? line.Split(',', StringSplitOptions.TrimEntries)
                    : [line.Trim()]);
            }
            else if (line.Length > 0 && line[0] is not '#')
            {
                var name = Name(line);
                headings[name] = line;
                types[name] = members = [];
            }
        }

        return new(types, headings);
    }

    /// <summary>The name in a heading such as <c>sealed class A.B&lt;T&gt; : C, D</c>.</summary>
    private static string Name(string heading) =>
        heading.Split(" : ")[0].Split(' ')[^1];
}
