namespace Architecture.Tests;

/// <summary>
/// Holds the arrows between the folders of every project under <c>src</c>: no circle, and what is allowed stands in
/// <c>arrows.txt</c>, one folder a line, so that a new arrow is a diff to read there.
/// </summary>
public sealed class FolderTests
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Allowed = ArrowList.Read(Path.Combine(Sources.Root, "tests/Architecture.Tests/arrows.txt"));

    public static TheoryData<string> Projects => [.. Sources.ProjectFolders("src")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_know_exactly_the_folders_that_are_listed_for_them(string project)
    {
        var graph = FolderGraph.Of(Sources.Of(project));
        var found = graph.Arrows.Where(arrows => arrows.Value.Count > 0).Select(arrows => $"{arrows.Key} -> {string.Join(' ', arrows.Value)}");

        Assert.Equal(Allowed.GetValueOrDefault(project, []), found);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_form_no_circle(string project) => Assert.Empty(FolderGraph.Of(Sources.Of(project)).Circles());

    [Fact]
    public void Only_projects_that_exist_are_listed() => Assert.Empty(Allowed.Keys.Except(Sources.ProjectFolders("src")));

    [Fact]
    public void A_folder_of_the_deployable_is_a_namespace() => Assert.All(
        Sources.Of("src/BatchFunctions"),
        source => Assert.Equal(source.Folder == Sources.Top ? "BatchFunctions" : $"BatchFunctions.{source.Folder}", source.Namespace));

    [Fact]
    public void A_circle_is_found_however_long_it_is()
    {
        var graph = FolderGraph.Of([File("A", "B"), File("B", "C"), File("C", "A"), File("D", "A")]);

        Assert.Equal(["A B C"], graph.Circles());
        Assert.Equal(["B"], graph.Arrows["A"]);
    }

    [Fact]
    public void A_folder_that_names_what_composes_it_is_told()
    {
        var graph = FolderGraph.Of([new("p/Startup.cs", Sources.Top, "P", ["P.A"], "internal sealed class Startup;"), new("p/A/X.cs", "A", "P.A", [], "new Startup()")]);

        Assert.Equal([$"{Sources.Top} A"], graph.Circles());
    }

    [Fact]
    public void A_folder_that_names_a_type_with_its_folder_in_front_knows_that_folder()
    {
        var graph = FolderGraph.Of([File("A", "B"), new("p/B/Y.cs", "B", "P.B", [], "A.X.Of(state.A.X)"), new("p/A/X.cs", "A", "P.A", [], "internal sealed class X;")]);

        Assert.Equal(["A B"], graph.Circles());
    }

    private static Source File(string folder, string knows) => new($"p/{folder}/X.cs", folder, $"P.{folder}", [$"P.{knows}"], "");
}
