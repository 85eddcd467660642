namespace Architecture.Tests;

/// <summary>Reads which arrows are allowed between the folders of a project.</summary>
internal static class ArrowList
{
    private const string Project = "project ";

    /// <returns>By the project's folder, one line a folder: <c>folder -> others</c>, in order.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string path) => File.ReadLines(path)
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
        .ToDictionary(project => project.Name, IReadOnlyList<string> (project) => project.Lines);
}
