namespace Architecture.Tests;

/// <summary>The arrows allowed between the folders of one project, and the circles among them.</summary>
/// <param name="Lines">One a folder: <c>folder -> others</c>, in order.</param>
/// <param name="Circles">Folders of a circle that is still to be untangled; this list may only shrink.</param>
internal sealed record ArrowList(IReadOnlyList<string> Lines, IReadOnlyList<string> Circles)
{
    private const string Project = "project ";

    private const string Circle = "circle ";

    public static readonly ArrowList None = new([], []);

    /// <returns>By the project's folder.</returns>
    public static IReadOnlyDictionary<string, ArrowList> Read(string path) => File.ReadLines(path)
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && !line.StartsWith('#'))
        .Aggregate(
            new List<(string Name, List<string> Lines)>(),
            (projects, line) =>
            {
                if (line.StartsWith(Project, StringComparison.Ordinal))
                {
                    projects.Add((line[Project.Length..], []));
                }
                else
                {
                    projects[^1].Lines.Add(line);
                }

                return projects;
            })
        .ToDictionary(project => project.Name, project => new ArrowList(
            [.. project.Lines.Where(line => !line.StartsWith(Circle, StringComparison.Ordinal))],
            [.. project.Lines.Where(line => line.StartsWith(Circle, StringComparison.Ordinal)).Select(line => line[Circle.Length..])]));
}
