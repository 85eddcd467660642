using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>Writes the OpenAPI 3.1 document from the routes and from the shapes that requests are checked by.</summary>
internal static class OpenApi
{
    /// <summary>What the stack's parameter chose: signatures of IAM, or tokens.</summary>
    private const string Security = """
        {"iam": {"type": "apiKey", "name": "Authorization", "in": "header", "description": "AWS Signature Version 4 of the service execute-api.", "x-amazon-apigateway-authtype": "awsSigv4"},
         "jwt": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        """;

    public static void Write(Utf8JsonWriter writer) => new JsonObject
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject { ["title"] = "BatchFunctions", ["version"] = "1", ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" } },
        ["security"] = new JsonArray(new JsonObject { ["iam"] = new JsonArray() }, new JsonObject { ["jwt"] = new JsonArray() }),
        ["paths"] = Object(Routes.All.GroupBy(route => route.Path), path => path.Key, path => Object(path, route => route.Method.ToLowerInvariant(), Operation)),
        ["components"] = new JsonObject { ["securitySchemes"] = JsonNode.Parse(Security), ["schemas"] = OpenApiSchemas.All() },
    }.WriteTo(writer);

    private static JsonObject Operation(Route route)
    {
        var operation = new JsonObject
        {
            ["operationId"] = route.Operation,
            ["summary"] = route.Summary,
            ["parameters"] = new JsonArray([.. Parameters(route)]),
            ["responses"] = Responses(route),
        };
        if (Body(route) is { } body)
        {
            operation["requestBody"] = body;
        }

        return operation;
    }

    private static JsonObject? Body(Route route)
    {
        var schema = route.Body is { } body ? OpenApiSchemas.Request(body(), route.Required, route.HasFailureRules)
            : route.BodyName is { } name ? OpenApiSchemas.Reference(name)
            : null;

        return schema is null ? null : new JsonObject
        {
            ["required"] = route.Operation is not ("ResubmitJob" or "ResubmitServiceJob"),
            ["content"] = Object(route.MediaTypes, type => type, type => new JsonObject
            {
                ["schema"] = type == "application/json" ? schema.DeepClone() : new JsonObject { ["type"] = "string" },
            }),
        };
    }

    private static IEnumerable<JsonNode> Parameters(Route route) =>
    [
        .. route.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => Parameter(part.Trim('{', '}'), "path")),
        .. route.Query.Select(name => Parameter(name, "query")),
        .. route.IsRepeatable ? [Parameter("Idempotency-Key", "header")] : Array.Empty<JsonNode>(),
    ];

    private static JsonObject Parameter(string name, string place) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = place == "path",
        ["schema"] = name switch
        {
            "limit" => new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
            "check" => new JsonObject { ["type"] = "boolean" },
            _ => new JsonObject { ["type"] = "string" },
        },
    };

    private static JsonObject Responses(Route route)
    {
        var responses = new JsonObject { [Code(route.Success)] = Response("As asked.", "application/json", route.Answer) };
        if (route.MayQueue)
        {
            responses["202"] = Response("On the queue; the location says where to ask.", "application/json", "QueuedJobs");
        }

        if (route.Check is { } plan)
        {
            responses["200"] = Response("With check=true: what it would do.", "application/json", plan);
        }

        responses["default"] = Response("A problem.", "application/problem+json", "Problem");
        return responses;
    }

    private static JsonObject Response(string description, string mediaType, string schema) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { [mediaType] = new JsonObject { ["schema"] = OpenApiSchemas.Reference(schema) } },
    };

    private static string Code(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Object<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode> value) =>
        new(items.Select(item => KeyValuePair.Create(name(item), (JsonNode?)value(item))));
}

/// <summary>Answers GET /openapi.json.</summary>
internal static class DescribeApiHandler
{
    public static Task<IHttpResult> DescribeApi(ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, _ => Task.FromResult(Answer.Ok(OpenApi.Write)));
}

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
