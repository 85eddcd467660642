namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>Payload format of an HTTP API's integration.</summary>
public enum HttpApiVersion
{
    V1 = 0,
    V2 = 1,
}
