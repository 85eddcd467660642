using LocalBatch.Jobs;

namespace LocalBatch.Tests.Jobs;

/// <summary>Ref:: placeholders.</summary>
public sealed class ParameterSubstitutionTests
{
    private static readonly Dictionary<string, string> Parameters = new() { ["codec"] = "mp4", ["bucket"] = "b", ["again"] = "Ref::codec" };

    [Theory]
    [InlineData("Ref::codec", "mp4")]
    [InlineData("s3://Ref::bucket/x", "s3://b/x")]
    [InlineData("Ref::bucket.csv", "b.csv")]
    [InlineData("Ref::codecRef::bucket", "mp4b")]
    [InlineData("Ref::again", "Ref::codec")]
    [InlineData("plain", "plain")]
    public void A_placeholder_takes_the_longest_name_with_a_value(string token, string expected) =>
        Assert.Equal([expected], ParameterSubstitution.Substitute([token], Parameters));

    [Fact]
    public void A_placeholder_without_a_value_is_found() =>
        Assert.Equal("absent", ParameterSubstitution.FirstMissing(["Ref::codec", "Ref::absent"], Parameters));

    [Fact]
    public void Parameters_of_the_submission_lie_over_those_of_the_definition() =>
        Assert.Equal("new", ParameterSubstitution.Merge(Parameters, new Dictionary<string, string> { ["codec"] = "new" })["codec"]);
}
