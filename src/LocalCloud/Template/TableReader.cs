using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::DynamoDB::Table</c>: CreateTable takes the same names as CloudFormation.</summary>
internal sealed class TableReader(ResourceValues values, Omissions omissions)
{
    public TableResource Read(DeclaredResource resource, PropertyReader properties)
    {
        var name = values.Name(resource);
        var json = CreateTable(name, properties);
        var timeToLive = properties.Map("TimeToLiveSpecification");
        var attribute = timeToLive?.Flag("Enabled") == true ? timeToLive.Text("AttributeName") : null;
        timeToLive?.Ignore("AttributeName");
        timeToLive?.Finish();
        if (properties.Node("StreamSpecification") is { } stream)
        {
            omissions.Add(stream.Line, $"the stream of {resource.LogicalId}: the local DynamoDB has none, and nothing hears of its changes");
        }

        properties.Ignore(
            "ImportSourceSpecification", "KinesisStreamSpecification", "ResourcePolicy",
            "TableName", "PointInTimeRecoverySpecification", "SSESpecification", "Tags", "DeletionProtectionEnabled", "TableClass",
            "ContributorInsightsSpecification", "OnDemandThroughput", "WarmThroughput");
        properties.Finish();
        return new(resource.LogicalId, name, json, attribute);
    }

    private static string CreateTable(string name, PropertyReader properties)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("TableName", name);
            writer.WriteString("BillingMode", properties.Text("BillingMode") ?? "PROVISIONED");
            foreach (var property in (ReadOnlySpan<string>)
                ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "ProvisionedThroughput"])
            {
                if (properties.Node(property) is { } node)
                {
                    writer.WritePropertyName(property);
                    NodeJson.Write(writer, node);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
