using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;

namespace BatchFunctions.Http;

/// <summary>Writes the OpenAPI 3.1 document from the routes and from the shapes that requests are checked by.</summary>
internal static class OpenApi
{
    private static readonly JsonSchemaExporterOptions Schemas = new()
    {
        TreatNullObliviousAsNonNullable = true,
        // The SDK's constant classes are strings on the wire.
        TransformSchemaNode = static (context, schema) =>
            typeof(ConstantClass).IsAssignableFrom(context.TypeInfo.Type) ? new JsonObject { ["type"] = JsonValue.Create("string") } : schema,
    };

    public static void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.1.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "BatchFunctions");
        writer.WriteString("version", "1");
        writer.WriteEndObject();
        writer.WriteStartObject("paths");
        foreach (var path in Routes.All.GroupBy(route => route.Path))
        {
            writer.WriteStartObject(path.Key);
            foreach (var route in path)
            {
                writer.WritePropertyName(route.Method.ToLowerInvariant());
                WriteOperation(writer, route);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        WriteComponents(writer);
        writer.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter writer, Route route)
    {
        writer.WriteStartObject();
        writer.WriteString("operationId", route.Function);
        writer.WriteString("summary", route.Summary);
        WriteParameters(writer, route);
        if (route.Body is { } body)
        {
            writer.WriteStartObject("requestBody");
            WriteContent(writer, "application/json", () => Schema(body()).WriteTo(writer));
            writer.WriteEndObject();
        }

        writer.WriteStartObject("responses");
        writer.WriteStartObject(route.Success.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("description", "As asked.");
        WriteContent(writer, "application/json", () => WriteObjectSchema(writer));
        writer.WriteEndObject();
        writer.WriteStartObject("default");
        writer.WriteString("description", "A problem.");
        WriteContent(writer, "application/problem+json", () => WriteReference(writer));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, Route route)
    {
        writer.WriteStartArray("parameters");
        foreach (var name in route.Path.Split('/').Where(part => part.StartsWith('{')))
        {
            WriteParameter(writer, name.Trim('{', '}'), "path", isRequired: true);
        }

        foreach (var name in route.Query)
        {
            WriteParameter(writer, name, "query", isRequired: false);
        }

        if (route.IsRepeatable)
        {
            WriteParameter(writer, "Idempotency-Key", "header", isRequired: false);
        }

        writer.WriteEndArray();
    }

    private static void WriteParameter(Utf8JsonWriter writer, string name, string place, bool isRequired)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("in", place);
        writer.WriteBoolean("required", isRequired);
        writer.WriteStartObject("schema");
        writer.WriteString("type", "string");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, string mediaType, Action writeSchema)
    {
        writer.WriteStartObject("content");
        writer.WriteStartObject(mediaType);
        writer.WritePropertyName("schema");
        writeSchema();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteObjectSchema(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("$ref", "#/components/schemas/Problem");
        writer.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("components");
        writer.WriteRawValue("""
            {"schemas":{"Problem":{"type":"object","required":["title","status","detail"],"properties":{
              "type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"requestId":{"type":"string"},
              "errors":{"type":"array","items":{"type":"object","required":["pointer","message"],"properties":{
                "pointer":{"type":"string"},"line":{"type":"integer"},"column":{"type":"integer"},"message":{"type":"string"}}}}}}}}
            """);
    }

    private static JsonNode Schema(JsonTypeInfo shape) => shape.GetJsonSchemaAsNode(Schemas);
}
