using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>A C# file of a project, as far as arrows between folders are concerned.</summary>
/// <param name="Path">From the repository's root, with slashes.</param>
/// <param name="Folder">The first folder below the project; <see cref="Sources.Top"/> for a file beside the project file.</param>
/// <param name="Namespace">The namespace that it declares; <c>null</c> where it declares none.</param>
/// <param name="Usings">The namespaces and types that its using lines name.</param>
/// <param name="Code">Its text without comments.</param>
internal sealed record Source(string Path, string Folder, string? Namespace, IReadOnlyList<string> Usings, string Code);

/// <summary>Reads the repository's C# files.</summary>
internal static partial class Sources
{
    /// <summary>Stands for the files beside the project file, which compose what is in the folders.</summary>
    public const string Top = ".";

    public static string Root { get; } = FindRoot();

    /// <summary>The folders of all projects below <paramref name="folder"/>, from the repository's root.</summary>
    public static IEnumerable<string> ProjectFolders(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Relative(Path.GetDirectoryName(path) ?? Root))
            .Order(StringComparer.Ordinal);

    public static IReadOnlyList<Source> Of(string project)
    {
        var folder = Path.Combine(Root, project);

        return [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Parts: Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)))
            .Where(file => !file.Parts.Contains("obj") && !file.Parts.Contains("bin"))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => Read(file.Path, file.Parts))];
    }

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static Source Read(string path, string[] parts)
    {
        var code = Comment().Replace(File.ReadAllText(path), "");

        return new Source(
            Relative(path),
            parts.Length == 1 ? Top : parts[0],
            Namespace().Match(code) is { Success: true } match ? match.Groups[1].Value : null,
            [.. Using().Matches(code).Select(line => line.Groups[1].Value)],
            code);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BatchFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("BatchFunctions.sln is in none of the folders above the test's own.");
        }

        return folder;
    }

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
