namespace LocalCloud.Template;

/// <summary>
/// Reads <c>AWS::Serverless::HttpApi</c>, of which nothing is needed here: the routes are the functions' events, and the
/// loopback address stands in for authorisation. What would change an answer is refused.
/// </summary>
internal static class HttpApiReader
{
    private const string Integration = "x-amazon-apigateway-integration";

    public static void Check(PropertyReader properties)
    {
        // Differs: callers are not authorised here; Auth, and the security of a DefinitionBody, are left alone.
        properties.Ignore(
            "Auth", "Name", "Description", "StageName", "StageVariables", "FailOnWarnings", "AccessLogSettings", "Tags", "PropagateTags",
            "DefaultRouteSettings", "RouteSettings", "DisableExecuteApiEndpoint");
        if (properties.Map("DefinitionBody") is { } definition)
        {
            CheckDefinition(properties, definition);
        }

        properties.Finish();
    }

    private static void CheckDefinition(PropertyReader properties, PropertyReader definition)
    {
        foreach (var path in definition.Map("paths") is { } paths ? paths.Entries : [])
        {
            foreach (var operation in (path.Value as TemplateNode.Mapping)?.Entries ?? [])
            {
                if (operation.Value is TemplateNode.Mapping route && route[Integration] is not null)
                {
                    properties.Refuse(
                        "DefinitionBody", $"the local stack takes routes from the functions' HttpApi events, not from {operation.Key} {path.Key} with its own {Integration}");
                }
            }
        }

        definition.Ignore("openapi", "info", "components", "tags", "security");
        definition.Finish();
    }
}
