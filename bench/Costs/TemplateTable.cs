using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using YamlDotNet.RepresentationModel;
using YamlNode = YamlDotNet.RepresentationModel.YamlNode;

namespace Bench.Costs;

/// <summary>The table as a template describes it.</summary>
internal static class TemplateTable
{
    public static CreateTableRequest Of(YamlMappingNode template, string name)
    {
        var properties = template["Resources"]["JobsTable"]["Properties"];

        return new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [.. Items(properties["AttributeDefinitions"]).Select(one => new AttributeDefinition($"{one["AttributeName"]}", $"{one["AttributeType"]}"))],
            KeySchema = Keys(properties),
            GlobalSecondaryIndexes = [.. Items(properties["GlobalSecondaryIndexes"]).Select(index => new GlobalSecondaryIndex
            {
                IndexName = $"{index["IndexName"]}",
                KeySchema = Keys(index),
                Projection = new Projection
                {
                    ProjectionType = $"{index["Projection"]["ProjectionType"]}",
                    NonKeyAttributes = ((YamlMappingNode)index["Projection"]).Children.TryGetValue("NonKeyAttributes", out var names) ? [.. Items(names).Select(name => $"{name}")] : null,
                },
            })],
        };
    }

    private static IEnumerable<YamlNode> Items(YamlNode node) => ((YamlSequenceNode)node).Children;

    private static List<KeySchemaElement> Keys(YamlNode owner) => [.. Items(owner["KeySchema"]).Select(key => new KeySchemaElement($"{key["AttributeName"]}", $"{key["KeyType"]}"))];
}
