using Amazon.Lambda.Core;

namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>The payload format an <see cref="IHttpResult"/> is written in.</summary>
public class HttpResultSerializationOptions
{
    public ProtocolFormat Format { get; set; }
    public ProtocolVersion Version { get; set; }

    /// <summary>Turns a body that is neither text nor bytes into JSON.</summary>
    public ILambdaSerializer Serializer { get; set; }

    /// <summary>Which kind of API asks.</summary>
    public enum ProtocolFormat
    {
        RestApi = 0,
        HttpApi = 1,
    }

    /// <summary>Payload format of an HTTP API; REST APIs have only the first.</summary>
    public enum ProtocolVersion
    {
        V1 = 0,
        V2 = 1,
    }
}
