using System.Text.Json.Nodes;

namespace Aws.Tests.Sdk;

internal static class Json
{
    /// <summary>Compares values, not spelling: the order of members and the escapes in strings do not matter.</summary>
    public static void AssertSame(string expected, string actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)),
            $"Expected:\n{JsonNode.Parse(expected)}\nActual:\n{JsonNode.Parse(actual)}");
}
