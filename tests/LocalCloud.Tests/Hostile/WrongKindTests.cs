using System.Text.Json.Nodes;
using LocalCloud.Events;
using LocalCloud.Stack;
using LocalCloud.Template;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>A value of a wrong kind in any property of a template is an error with its line, never an exception of ours.</summary>
public sealed class WrongKindTests
{
    private static readonly string[] Values =
    [
        "null", "true", "-1", "1.5", "99999999999999999999", "\"\"", "\"a\\u0001\\\"b c\"", "\"..\"", "[]", "[[[]]]", "[null]", "[\"x\",{}]", "{}", """{"a":{"b":["c"]}}""", """{"Ref":"NoSuch"}""",
        """{"Fn::Join":["",[]]}""", """{"Fn::Sub":"${AWS::Nothing}"}""", """{"Fn::Split":[",",","]}""", """{"Ref":"AWS::NoValue"}""", $"\"{string.Concat(Enumerable.Repeat("x", 300))}\"",
    ];

    private static readonly Lazy<IReadOnlyList<string>> Corpus = new(() =>
        [.. Directory.GetFiles(Path.GetDirectoryName(Repository.File("tests/LocalCloud.Tests/Templates/dropped.yaml")) ?? "", "*.*")
            .Where(file => file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Append(Repository.File("template.yaml"))
            .Select(file => NodeJson.ToText(TemplateReader.Read(File.ReadAllText(file), []) ?? throw new InvalidOperationException($"{file} is empty.")))]);

    [Fact]
    public void No_value_of_a_wrong_kind_gets_as_far_as_an_exception() => Law.Holds(1_500, random =>
    {
        var template = JsonNode.Parse(random.Of(Corpus.Value)) ?? throw new InvalidOperationException("A template is a map.");
        var places = Places(template["Resources"]).ToList();
        random.Of(places).ReplaceWith(JsonNode.Parse(random.Of((IReadOnlyList<string>)Values)));

        Read(template.ToJsonString());
    });

    [Theory]
    [InlineData("AWS::S3::Bucket", "BucketName", "Not A Bucket", "3 to 63 lower-case letters, digits, hyphens and dots, not two dots side by side, and begin and end with a letter or digit")]
    [InlineData("AWS::S3::Bucket", "BucketName", "../../etc", "3 to 63 lower-case letters, digits, hyphens and dots, not two dots side by side, and begin and end with a letter or digit")]
    [InlineData("AWS::SQS::Queue", "QueueName", "a b", "1 to 80 letters, digits, hyphens and underscores")]
    [InlineData("AWS::DynamoDB::Table", "TableName", "a\\\"b", "3 to 255 letters, digits, underscores, hyphens and dots")]
    [InlineData("AWS::Events::EventBus", "Name", "a:b", "1 to 256 letters, digits, dots, hyphens, underscores and slashes")]
    [InlineData("AWS::IAM::Role", "RoleName", "a/b", "1 to 64 letters, digits and the characters _+=,.@-")]
    public void A_name_that_the_service_would_refuse_is_named_with_its_resource_and_property(string type, string property, string name, string rule)
    {
        var refused = Assert.Throws<TemplateException>(() => TemplateLoader.Load($$$"""{"Resources":{"Thing":{"Type":"{{{type}}}","Properties":{"{{{property}}}":"{{{name}}}"} } } }""", new()));

        Assert.Contains($"Thing: {property} is \"{name.Replace("\\", "", StringComparison.Ordinal)}\" but must have {rule}", refused.Errors.Select(error => error.Message));
    }

    [Fact]
    public void Two_resources_of_one_name_are_told_and_not_an_exception()
    {
        var refused = Assert.Throws<TemplateException>(() => TemplateLoader.Load(
            """{"Resources":{"A":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q"}},"B":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q"}}}}""", new()));

        Assert.Equal(["B: QueueName is \"q\", and that is the name of A already"], refused.Errors.Select(error => error.Message));
    }

    private static void Read(string text)
    {
        StackModel model;
        try
        {
            model = TemplateLoader.Load(text, new());
        }
        catch (TemplateException refused)
        {
            Assert.All(refused.Errors, error => Assert.False(string.IsNullOrWhiteSpace(error.Message)));

            return;
        }

        try
        {
            _ = (ServiceMapping.Queues(model), ServiceMapping.Buckets(model), ServiceMapping.Schedules(model), ServiceMapping.Routes(model), ServiceMapping.Undelivered(model));
            _ = ServiceMapping.Rules(model).Select(rule => new EventRule(rule)).ToList();
            Assert.All(ServiceMapping.Buckets(model), bucket => Assert.True(LocalCloud.S3.BucketName.IsValid(bucket.Name), bucket.Name));
        }
        catch (Exception refused) when (refused is StartException or FormatException)
        {
            // The start shows its sentence.
            Assert.False(string.IsNullOrWhiteSpace(refused.Message));
        }
    }

    /// <summary>Every value below the properties of a resource, and the properties themselves.</summary>
    private static IEnumerable<JsonNode> Places(JsonNode? resources) =>
        (resources as JsonObject ?? []).Select(resource => (resource.Value as JsonObject)?["Properties"]).OfType<JsonNode>().SelectMany(Below);

    private static IEnumerable<JsonNode> Below(JsonNode node) => (node switch
    {
        JsonObject map => map.Select(pair => pair.Value),
        JsonArray list => list,
        _ => [],
    }).OfType<JsonNode>().SelectMany(Below).Prepend(node);
}
