using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Holds <c>docs/architecture.md</c> true: what it names exists, and no folder is missing.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Sources.Root, "docs/architecture.md"));

    private static readonly IReadOnlyList<Source> Code = Sources.Of("src/BatchFunctions");

    [Fact]
    public void Every_file_that_it_names_exists()
    {
        var files = Code.Select(source => source.Path).ToHashSet();
        var named = FileNames().Matches(Page).Select(name => $"src/BatchFunctions/{name.Value}").Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(files));
    }

    [Fact]
    public void It_names_every_folder() => Assert.All(
        Code.Select(source => source.Folder).Where(folder => folder != Sources.Top).Distinct(),
        folder => Assert.Matches($@"(?m)^([A-Z]\w+ +)?{folder}\b", Page));

    [Fact]
    public void It_fits_on_one_page() => Assert.InRange(Page.Split('\n').Length, 1, 80);

    [GeneratedRegex(@"(?:[A-Z]\w+/)?[A-Z]\w+\.cs\b")]
    private static partial Regex FileNames();
}
