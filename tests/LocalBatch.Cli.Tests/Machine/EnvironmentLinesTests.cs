using LocalBatch.Cli.Machine;

namespace LocalBatch.Cli.Tests.Machine;

public sealed class EnvironmentLinesTests
{
    [Fact]
    public void A_section_is_replaced_and_every_other_line_stays() => Assert.Equal(
        ["# mine", "[default]", "region = eu-west-1", "[work]", "a = b", "[profile local]", "region = us-east-1"],
        EnvironmentLines.With(
            ["# mine", "[default]", "region = eu-west-1", "[profile local]", "region = old", "endpoint_url = http://127.0.0.1:1", "[work]", "a = b"],
            "[profile local]",
            ["region = us-east-1"]));

    [Fact]
    public void A_section_that_only_begins_alike_is_another() => Assert.Equal(
        ["[profile local2]", "region = x", "[profile local]", "region = y"],
        EnvironmentLines.With(["[profile local2]", "region = x"], "[profile local]", ["region = y"]));
}
