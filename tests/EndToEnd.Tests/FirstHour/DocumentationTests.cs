using System.Text.RegularExpressions;

namespace EndToEnd.Tests.FirstHour;

/// <summary>What README.md and docs/ show is what the repository has.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Files = [Repository.File("README.md"), .. Directory.GetFiles(Repository.File("docs"), "*.md").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Documents => [.. Files.Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_sample_that_names_a_file_is_that_file(string document)
    {
        var text = await File.ReadAllTextAsync(Repository.File(document), TestContext.Current.CancellationToken);

        foreach (Match sample in SamplePattern.Matches(text))
        {
            Assert.Equal(await File.ReadAllTextAsync(Repository.File(sample.Groups["file"].Value), TestContext.Current.CancellationToken), sample.Groups["text"].Value);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_link_within_the_repository_leads_somewhere(string document)
    {
        var text = await File.ReadAllTextAsync(Repository.File(document), TestContext.Current.CancellationToken);
        var folder = Path.GetDirectoryName(Repository.File(document)) ?? "/";

        Assert.All(LinkPattern.Matches(text).Where(link => !link.Groups["target"].Value.StartsWith("http", StringComparison.Ordinal)), link =>
        {
            var (path, anchor) = link.Groups["target"].Value.Split('#') is [var first, var second] ? (first, second) : (link.Groups["target"].Value, null);
            var target = path.Length == 0 ? Repository.File(document) : Path.GetFullPath(Path.Combine(folder, path));
            Assert.True(Path.Exists(target), $"{document} links to {target}");
            Assert.True(anchor is null || Anchors(target).Contains(anchor), $"{document} links to {target}, which has no heading #{anchor}");
        });
    }

    [Fact]
    public async Task Test_classes_that_stand_for_a_promise_are_there()
    {
        var there = Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file).Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);
        List<string> missing = [];
        foreach (var file in Files)
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            missing.AddRange(TestPattern.Matches(text).Select(name => name.Groups[1].Value).Where(name => !there.Contains(name)).Select(name => $"{Path.GetFileName(file)}: {name}"));
        }

        Assert.Empty(missing.Distinct());
    }

    private static HashSet<string> Anchors(string file) =>
        [.. HeadingPattern.Matches(File.ReadAllText(file)).Select(heading => NoAnchorPattern.Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"^```\w+( elsewhere)? (?<file>\S+/\S+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SamplePattern { get; }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex LinkPattern { get; }

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern { get; }

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchorPattern { get; }

    [GeneratedRegex(@"`(\w+(?:Tests|Laws|Suite))`")]
    private static partial Regex TestPattern { get; }
}
