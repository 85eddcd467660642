using System.Text;
using System.Text.Json.Nodes;
using BatchFunctions.Wire;
using Support.Fuzz;

namespace BatchFunctions.Tests.Http;

public sealed class CanonicalJsonTests
{
    private static readonly string[] Names = ["a", "b", "jobName", "é", "", "aa"];

    [Theory]
    [InlineData("""{"a":1,"b":[{"c":2,"d":3}]}""", """ { "b" : [ { "d" : 3, "c" : 2 } ], "a" : 1 } """)]
    [InlineData("\"A/é😀\"", "\"\\u0041\\/\\u00e9\\ud83d\\ude00\"")]
    [InlineData("""{"a":1}""", "{\"\\u0061\":1}")]
    [InlineData("1", "1.0")]
    [InlineData("100", "1e2")]
    [InlineData("0.5", "5E-1")]
    [InlineData("-0", "0.00e7")]
    [InlineData("123456789012345678901234567890", "1.2345678901234567890123456789e+29")]
    [InlineData("1e400", "10E399")]
    [InlineData("{\"a\":1}", "\uFEFF{\"a\":1}")]
    public void What_is_equal_as_JSON_has_one_name(string one, string other) => Assert.Equal(Hash(one), Hash(other));

    [Theory]
    [InlineData("""["a","b"]""", """["b","a"]""")]
    [InlineData("""["ab","c"]""", """["a","bc"]""")]
    [InlineData("""{"a":"b"}""", """["a","b"]""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("1", "\"1\"")]
    [InlineData("true", "\"true\"")]
    [InlineData("1", "-1")]
    [InlineData("0.1", "0.10000000000000000001")]
    [InlineData("1e400", "1e401")]
    [InlineData("[[],[]]", "[[[]]]")]
    [InlineData("\"e\u0301\"", "\"\u00e9\"")]
    public void What_is_not_equal_has_another_name(string one, string other) => Assert.NotEqual(Hash(one), Hash(other));

    [Fact]
    public void Shuffling_the_members_at_any_depth_changes_no_name() => Law.Holds(500, random =>
    {
        var json = HostileJson.Value(random, Names);
        // Texts that are no characters, and names that are there twice, are refused at the door.
        if (StrictJson.Parse(Encoding.UTF8.GetBytes(json), 1, "", []) is not null && JsonNode.Parse(json) is { } value)
        {
            Assert.Equal(Hash(json), Hash(Shuffled(value, random).ToJsonString()));
        }
    });

    private static JsonNode Shuffled(JsonNode value, FuzzRandom random) => value switch
    {
        JsonObject map => new JsonObject(map.OrderBy(_ => random.Next(1000)).Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : Shuffled(member.Value, random)))),
        JsonArray list => new JsonArray([.. list.Select(entry => entry is null ? null : Shuffled(entry, random))]),
        _ => value.DeepClone(),
    };

    private static string Hash(string json) => CanonicalJson.Hash(Encoding.UTF8.GetBytes(json));
}
