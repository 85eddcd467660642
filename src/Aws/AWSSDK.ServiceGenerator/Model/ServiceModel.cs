using AWSSDK.ServiceGenerator.Support;

namespace AWSSDK.ServiceGenerator.Model;

internal enum Protocol
{
    /// <summary>Method, path and query say what is asked; the body is JSON.</summary>
    RestJson,

    /// <summary>Every request is a POST to / with the operation in <c>X-Amz-Target</c>.</summary>
    Json11,
}

/// <summary>One service, as its model file describes it.</summary>
/// <param name="EndpointPrefix">The first part of its host names and the name it is signed with: <c>batch</c>.</param>
/// <param name="ServiceId">AWS's name of it, as in AWS_ENDPOINT_URL_…: <c>CloudWatch Logs</c>.</param>
/// <param name="ApiVersion">A date.</param>
/// <param name="Protocol">How requests and answers travel.</param>
internal sealed record ServiceModel(string EndpointPrefix, string ServiceId, string ApiVersion, Protocol Protocol)
{
    /// <summary>What stands before the operation in <c>X-Amz-Target</c>.</summary>
    public string TargetPrefix { get; init; } = "";

    public EquatableArray<Operation> Operations { get; init; }

    public EquatableArray<Shape> Shapes { get; init; }

    public EquatableArray<FipsEndpoint> FipsEndpoints { get; init; }

    /// <summary>The service's name in class names: <c>CloudWatchLogs</c>.</summary>
    public string Name => ServiceId.Replace(" ", "");

    /// <summary>
    /// The namespace in which a stand-in for the service has what it needs of it, internal; <c>null</c> where the client is written
    /// beside that, public, in the official package's namespace.
    /// </summary>
    public string? ServiceNamespace { get; init; }

    public bool HasClient => ServiceNamespace is null;

    public string Namespace => ServiceNamespace ?? $"Amazon.{Name}";

    /// <summary>Who sees the shapes.</summary>
    public string Access => HasClient ? "public" : "internal";

    /// <summary>What every request of the service derives from.</summary>
    public string RequestBase => HasClient ? $"Amazon{Name}Request" : "AmazonWebServiceRequest";
}
