using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>Holds the arrows of the house: who may reference whom, read from the project files.</summary>
public sealed class HouseTests
{
    [Fact]
    public void BatchFunctions_knows_only_the_AWS_stand_ins() =>
        Assert.All(References("src/BatchFunctions/BatchFunctions.csproj"), path => Assert.StartsWith("src/Aws/", path));

    [Fact]
    public void LocalBatch_knows_no_client_but_only_what_generated_code_rests_on() =>
        Assert.Equal(["src/Aws/AWSSDK.ServiceRuntime/AWSSDK.ServiceRuntime.csproj"], References("src/LocalBatch/LocalBatch.csproj"));

    [Fact]
    public void LocalCloud_starts_BatchFunctions_but_never_references_its_code()
    {
        Assert.DoesNotContain("src/BatchFunctions/BatchFunctions.csproj", References("src/LocalCloud/LocalCloud.csproj"));
        Assert.DoesNotContain(Sources.Of("src/LocalCloud"), file => file.Code.Contains("using BatchFunctions", StringComparison.Ordinal));
    }

    [Fact]
    public void LocalCloud_knows_LocalBatch_and_no_other_room_but_the_AWS_stand_ins() =>
        Assert.All(
            References("src/LocalCloud/LocalCloud.csproj"),
            path => Assert.True(path.StartsWith("src/Aws/", StringComparison.Ordinal) || path == "src/LocalBatch/LocalBatch.csproj", path));

    [Fact]
    public void Stand_ins_know_only_each_other() =>
        Assert.All(
            Projects("src/Aws").SelectMany(References),
            path => Assert.StartsWith("src/Aws/", path));

    [Fact]
    public void Nothing_in_src_knows_tests_or_bench() =>
        Assert.All(
            Projects("src").SelectMany(References),
            path => Assert.StartsWith("src/", path));

    private static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Sources.Root, folder), "*.csproj", SearchOption.AllDirectories).Select(Sources.Relative);

    /// <summary>Projects whose code the given one compiles against; those built alongside it are left out.</summary>
    private static string[] References(string project)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Sources.Root, project))!;

        return [.. XDocument.Load(Path.Combine(Sources.Root, project))
            .Descendants("ItemGroup").Elements("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Sources.Relative(Path.GetFullPath(Path.Combine(folder, (string)reference.Attribute("Include")!))))];
    }
}
