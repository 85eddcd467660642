namespace Aws.Tests.Sdk.Generator;

/// <summary>
/// The generator's text for a small model, compared with the checked-in one in <c>Snapshot/</c>. After a change that is
/// meant, run the tests with SNAPSHOT_FOLDER set to that folder and read the difference before it is committed.
/// </summary>
public sealed class SnapshotTests
{
    [Fact]
    public void The_small_model_gives_the_files_that_are_checked_in()
    {
        var sources = new GeneratorRun(("small.model.json", Resource("small.model.json"))).Sources;
        if (Environment.GetEnvironmentVariable("SNAPSHOT_FOLDER") is { Length: > 0 } folder)
        {
            foreach (var (name, text) in sources)
            {
                File.WriteAllText(Path.Combine(folder, name + ".txt"), text);
            }
        }

        var expected = typeof(SnapshotTests).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Snapshot.", StringComparison.Ordinal) && name.EndsWith(".g.cs.txt", StringComparison.Ordinal))
            .Select(name => name["Snapshot.".Length..^".txt".Length])
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, sources.Keys.Order(StringComparer.Ordinal));
        Assert.All(sources, source => Assert.Equal(Resource($"{source.Key}.txt"), source.Value));
    }

    internal static string Resource(string name)
    {
        using var stream = typeof(SnapshotTests).Assembly.GetManifestResourceStream($"Snapshot.{name}")
            ?? throw new FileNotFoundException($"{name} is not in the folder Snapshot.");
        using var reader = new StreamReader(stream);

        return reader.ReadToEnd();
    }
}
