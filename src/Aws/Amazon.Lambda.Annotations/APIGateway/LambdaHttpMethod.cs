namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>HTTP method of a route.</summary>
public enum LambdaHttpMethod
{
    Any = 0,
    Get = 1,
    Post = 2,
    Put = 3,
    Patch = 4,
    Head = 5,
    Delete = 6,
    Options = 7,
}
