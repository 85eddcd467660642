namespace Aws.Tests.Sdk.Generator;

/// <summary>A mistake in a model file stops the build at its place.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData("\"String\": { \"type\": \"string\" },", "", "the member 'nextToken' of 'ListToysRequest' has the shape 'String', which the model does not have")]
    [InlineData("\"required\": [\"name\"]", "\"required\": [\"nam\"]", "the shape 'Toy' requires 'nam', which is not one of its members")]
    [InlineData("\"type\": \"double\"", "\"type\": \"decimal\"", "the shape 'Double' has the type 'decimal', which this generator does not know")]
    [InlineData("\"inputToken\": \"nextToken\"", "\"inputToken\": \"token\"", "'ListToys' pages by 'token', which is not a member of 'ListToysRequest'")]
    [InlineData("\"location\": \"uri\"", "\"location\": \"header\"", "the member 'shop' has the location 'header'; it must be \"uri\" or \"querystring\"")]
    [InlineData("{shop}", "{store}", "the path of 'ListToys' has '{store}', but no member of 'ListToysRequest' has the location uri and that name")]
    [InlineData("rest-json", "rest-xml", "the protocol 'rest-xml' is not known; it must be \"rest-json\" or \"json\"")]
    [InlineData("\"rest-json\"", "\"json\"", "the protocol json needs a \"targetPrefix\"")]
    [InlineData("\"output\": \"ListToysResponse\"", "\"output\": \"Toys\"", "the output of 'ListToys' must be a structure, and 'Toys' is not")]
    [InlineData("\"name\": { \"shape\"", "\"toy\": { \"shape\"", "the member 'toy' would have the name of its class 'Toy', which C# does not allow")]
    [InlineData("\"pieces\": {", "\"Name\": {", "the members 'name' and 'Name' of 'Toy' would both be called 'Name'")]
    [InlineData("\"pieces\": {", "\"a-b\": {", "the member 'a-b' of 'Toy' gives no name in C#")]
    [InlineData("[\"WOOD\", \"soft-toy\"]", "[\"WOOD\", \"soft-toy\", \"soft.toy\"]", "the values 'soft-toy' and 'soft.toy' of 'Kind' would both be called 'SoftToy'")]
    [InlineData("[\"WOOD\", \"soft-toy\"]", "[\"WOOD\", \"*\"]", "the value '*' of 'Kind' gives no name in C#")]
    [InlineData("\"apiVersion\": \"2026-01-01\",", "", "\"apiVersion\" is missing")]
    [InlineData("\"min\": 1, \"max\": 20", "\"min\": \"1\", \"max\": 20", "\"min\" must be a number")]
    public void A_mistake_is_a_diagnostic_that_says_what_would_be_right(string right, string wrong, string message)
    {
        var model = SnapshotTests.Resource("small.model.json");
        Assert.Contains(right, model, StringComparison.Ordinal);

        var run = new GeneratorRun(("toys/small.model.json", model.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(message, run.Diagnostics.Select(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(run.Diagnostics, diagnostic => Assert.Equal(("AWSGEN001", "toys/small.model.json"), (diagnostic.Id, diagnostic.Location.GetLineSpan().Path)));
        Assert.Empty(run.Sources);
    }

    [Theory]
    [InlineData("{\n \"service\": }", 1, 12, "expected a value, found '}'")]
    [InlineData("{\n \"service\": \"toys\"", 1, 18, "expected ',', found the end of the file")]
    [InlineData("{\n \"service\": \"to\\xys\"\n}", 1, 16, "expected an escape such as \\n or \\u00e9, found 'x'")]
    [InlineData("", 0, 0, "expected a value, found the end of the file")]
    [InlineData("{} {}", 0, 3, "expected the end of the file, found '{'")]
    public void A_file_that_is_not_JSON_is_a_diagnostic_at_line_and_column(string text, int line, int column, string message)
    {
        var diagnostic = Assert.Single(new GeneratorRun(("a.model.json", text)).Diagnostics);

        var place = diagnostic.Location.GetLineSpan().StartLinePosition;
        Assert.Equal((line, column, message), (place.Line, place.Character, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
