using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>
/// Holds <c>docs/architecture.md</c> true: what it names exists, and no folder is missing. The page has a part for each project
/// that it tells of, with a heading of the first level.
/// </summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Sources.Root, "docs/architecture.md"));

    public static TheoryData<string> Projects => ["BatchFunctions", "LocalBatch", "LocalCloud"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_file_that_it_names_exists(string project)
    {
        var files = Sources.Of($"src/{project}").Select(source => source.Path).ToHashSet();
        var named = FileNames().Matches(Part(project)).Select(name => $"src/{project}/{name.Value}").Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(files));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void It_names_every_folder(string project) => Assert.All(
        Sources.Of($"src/{project}").Select(source => source.Folder).Where(folder => folder != Sources.Top).Distinct(),
        folder => Assert.Matches($@"(?m)^(?:[A-Z]\w+,? +)*{folder}\b", Part(project)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_folder_stands_above_those_that_it_knows(string project)
    {
        var picture = Part(project).Split("```")[1];
        var graph = FolderGraph.Of(Sources.Of($"src/{project}"));

        Assert.All(
            graph.Arrows.Where(arrows => arrows.Key != Sources.Top).SelectMany(arrows => arrows.Value.Select(other => (arrows.Key, Other: other))),
            arrow => Assert.True(Line(picture, arrow.Key) <= Line(picture, arrow.Other), $"{arrow.Key} knows {arrow.Other}, and stands below it."));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_part_fits_on_one_page(string project) => Assert.InRange(Part(project).Split('\n').Length, 1, 80);

    [Fact]
    public void A_POST_of_a_job_goes_through_ten_files_at_most_until_AWS_Batch_has_it()
    {
        var walk = Page[Page.IndexOf("POST /jobs\n", StringComparison.Ordinal)..Page.IndexOf("What AWS Batch does not take at once", StringComparison.Ordinal)];

        Assert.InRange(FileNames().Matches(walk).Select(name => name.Value).Distinct().Count(), 5, 10);
    }

    private static string Part(string project) =>
        Page.Split("\n# ").Single(part => part.TrimStart('#', ' ').StartsWith($"How {project} ", StringComparison.Ordinal));

    /// <summary>The line of a picture that a folder is in.</summary>
    private static int Line(string picture, string folder) =>
        Array.FindIndex(picture.Split('\n'), line => Regex.IsMatch(line, $@"^(?:[A-Z]\w+,? +)*{folder}\b"));

    [GeneratedRegex(@"(?:[A-Z]\w+/)?[A-Z]\w+\.cs\b")]
    private static partial Regex FileNames();
}
