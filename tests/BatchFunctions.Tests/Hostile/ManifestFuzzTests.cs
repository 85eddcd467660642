using System.Text;
using BatchFunctions.Manifests;
using Support.Fuzz;

namespace BatchFunctions.Tests.Hostile;

/// <summary>Whatever is dropped into the inbox is a good manifest or a list of mistakes, never an exception, and costs in proportion to its size.</summary>
public sealed class ManifestFuzzTests
{
    private static readonly string[] Names =
    [
        "jobs", "defaults", "onFailure", "jobName", "jobQueue", "jobDefinition", "dependsOn", "parameters", "tags", "containerOverrides", "command", "environment", "name", "value",
        "arrayProperties", "size", "retryStrategy", "attempts", "timeout", "attemptDurationSeconds", "causes", "exitCodes", "action", "memoryFactor", "type", "jobId", "a",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_spoiled_manifest_is_read_or_refused_with_its_mistakes(int format) => Law.Holds(1_000, random =>
    {
        var sample = Encoding.UTF8.GetBytes(Manifests.Sample((ManifestFormat)format));

        HoldFor((ManifestFormat)format, Mutation.Of(sample, random));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_JSON_is_read_or_refused_as_a_manifest_of_each_format_that_takes_JSON(int format) => Law.Holds(1_000, random =>
    {
        var value = HostileJson.Value(random, Names);
        var text = random.Chance(0.5) ? value : $$"""{"jobs":[{{value}},{"jobName":"a","jobQueue":"default","jobDefinition":"hello","tags":{{HostileJson.Value(random, Names)}}}],"onFailure":{{HostileJson.Value(random, Names)}}}""";

        HoldFor((ManifestFormat)format, Encoding.UTF8.GetBytes(text));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_bytes_are_read_or_refused(int format) => Law.Holds(300, random => HoldFor((ManifestFormat)format, random.Bytes(300)));

    private static void HoldFor(ManifestFormat format, byte[] content)
    {
        ManifestVerdict? verdict = null;
        var allocated = Law.Allocated(() => verdict = Manifests.Read(format, content));

        Assert.NotNull(verdict);
        Assert.NotEqual(verdict.Jobs.Count == 0, verdict.IsGood);
        Assert.All(verdict.Errors, error => Assert.False(string.IsNullOrWhiteSpace(error.Message)));
        Assert.True(verdict.Errors.Count <= ManifestReader.MostErrors + 1);
        // The parsers' own tables come to half a megabyte whatever they read.
        Assert.True(allocated < 1_000_000 + (content.Length * 2_000L), $"{content.Length} bytes took {allocated}.");
    }
}
