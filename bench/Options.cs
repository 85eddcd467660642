namespace Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Out">File to write the results into.</param>
/// <param name="Section">Set by the runner for the process that measures one part: where its text goes.</param>
internal sealed record Options(IReadOnlyList<Part> Parts, string? Out, string? Section, bool IsHelp)
{
    public static string Help { get; } =
        $"""
        Measures BatchFunctions beside its peers and prints tables.

        usage: dotnet run -c Release --project bench -- all|PART... [--out FILE]

          --out FILE   also write the tables into FILE, each in place of those of an earlier run

        parts of "all":
        {List(Part.All)}
        by name only:
        {List(Part.Others)}
        Peers that are not on this machine (moto_server, parallel, node, python3 with boto3) are named as missing.
        The native bootstrap is published into artifacts/native where it is missing or older than its sources.
        """;

    /// <returns><c>null</c> where the command line cannot be understood.</returns>
    public static Options? Parse(IReadOnlyList<string> args)
    {
        var parts = new List<Part>();
        string? output = null;
        string? section = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h":
                    return new([], null, null, IsHelp: true);
                case "--out" when i + 1 < args.Count:
                    output = args[++i];
                    break;
                case "--section" when i + 1 < args.Count:
                    section = args[++i];
                    break;
                case "all":
                    parts.AddRange(Part.All);
                    break;
                case var name when Part.Find(name) is { } part:
                    parts.Add(part);
                    break;
                default:
                    return null;
            }
        }

        return parts.Count == 0 ? null : new(parts, output, section, IsHelp: false);
    }

    private static string List(IReadOnlyList<Part> parts) => string.Concat(parts.Select(part => $"  {part.Name,-12} {part.Measures}\n"));
}
