using Amazon.Runtime.Internal;

namespace AWSSDK.ServiceRuntime.Client;

/// <summary>Names the service to AWSSDK.Core.</summary>
internal sealed class ServiceMetadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
