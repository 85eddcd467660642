using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>Schemas: ours from the file beside, AWS's from the shapes that requests are read by.</summary>
internal static class OpenApiSchemas
{
    private static readonly JsonSchemaExporterOptions Options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        // The SDK's constant classes are strings on the wire.
        TransformSchemaNode = static (context, schema) =>
            typeof(ConstantClass).IsAssignableFrom(context.TypeInfo.Type) ? new JsonObject { ["type"] = "string" } : schema,
    };

    /// <summary>The document's <c>components/schemas</c>.</summary>
    public static JsonObject All()
    {
        using var file = typeof(OpenApiSchemas).Assembly.GetManifestResourceStream("openapi-schemas.json")
            ?? throw new InvalidOperationException("openapi-schemas.json is not in the program.");
        var schemas = JsonNode.Parse(file)?.AsObject() ?? [];
        schemas["JobDetail"] = Of(BatchJson.Instance.JobDetail);
        schemas["ComputeEnvironmentDetail"] = Of(BatchJson.Instance.ComputeEnvironmentDetail);
        schemas["JobQueueDetail"] = Of(BatchJson.Instance.JobQueueDetail);
        schemas["JobDefinition"] = Of(BatchJson.Instance.JobDefinition);
        schemas["SchedulingPolicyDetail"] = Of(BatchJson.Instance.SchedulingPolicyDetail);
        schemas["ConsumableResourceDetail"] = Of(BatchJson.Instance.DescribedConsumableResource);
        schemas["ConsumableResourceSummary"] = Of(BatchJson.Instance.ConsumableResourceSummary);
        schemas["ConsumableResourceJob"] = Of(BatchJson.Instance.ListJobsByConsumableResourceSummary);
        schemas["ServiceEnvironmentDetail"] = Of(BatchJson.Instance.ServiceEnvironmentDetail);
        schemas["QuotaShareDetail"] = Of(BatchJson.Instance.DescribedQuotaShare);
        schemas["ServiceJobDetail"] = Of(BatchJson.Instance.DescribedServiceJob);
        schemas["QuotaShareSummary"] = Of(BatchJson.Instance.QuotaShareDetail);

        return schemas;
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    /// <summary>A body of AWS's, with what it needs and, for jobs, our own field.</summary>
    public static JsonObject Request(JsonTypeInfo shape, IReadOnlyList<string> required, bool hasFailureRules)
    {
        var schema = Of(shape).AsObject();
        if (required.Count > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        }

        if (hasFailureRules && schema["properties"] is JsonObject properties)
        {
            properties["onFailure"] = Reference("FailureRules");
        }

        return schema;
    }

    private static JsonNode Of(JsonTypeInfo shape) => shape.GetJsonSchemaAsNode(Options);
}
