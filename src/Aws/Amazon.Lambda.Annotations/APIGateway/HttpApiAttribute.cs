namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>The handler answers a route of an HTTP API.</summary>
/// <param name="method">HTTP method of the route.</param>
/// <param name="template">Path of the route, such as <c>/jobs/{jobId}</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public class HttpApiAttribute(LambdaHttpMethod method, string template) : Attribute
{
    /// <summary>Payload format; only 2.0 (the default) is supported here.</summary>
    public HttpApiVersion Version { get; set; } = HttpApiVersion.V2;

    public string Template { get; set; } = template;
    public LambdaHttpMethod Method { get; set; } = method;

    /// <summary>Name of the method that authorizes requests.</summary>
    public string Authorizer { get; set; }
}
