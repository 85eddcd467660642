using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util;

namespace AWSSDK.ServiceRuntime.Client;

/// <summary>Tells the endpoint provider what the client's configuration and the request say.</summary>
internal sealed class StandardEndpointResolver : BaseEndpointResolver
{
    /// <summary>The address that a request would be sent to.</summary>
    public static Endpoint Determine(IClientConfig config, string serviceName, ServiceOperationEndpointParameters parameters) =>
        new StandardEndpointResolver().GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(
            new RequestContext(false)
            {
                ClientConfig = config,
                OriginalRequest = parameters.Request,
                Request = new DefaultRequest(parameters.Request, serviceName) { AlternateEndpoint = parameters.AlternateEndpoint },
            },
            null));

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        InjectHostPrefix(executionContext.RequestContext);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;

        return new EndpointParameters
        {
            [StandardEndpointProvider.Region] = requestContext.Request.AlternateEndpoint?.SystemName ?? RegionOf(config),
            [StandardEndpointProvider.UseDualStack] = config.UseDualstackEndpoint,
            [StandardEndpointProvider.UseFips] = config.UseFIPSEndpoint,
            [StandardEndpointProvider.Endpoint] = config.ServiceURL,
        };
    }

    private static string? RegionOf(IClientConfig config)
    {
        if (config.RegionEndpoint is { } region)
        {
            return region.SystemName;
        }

        if (string.IsNullOrEmpty(config.ServiceURL))
        {
            return null;
        }

        return string.IsNullOrEmpty(config.AuthenticationRegion)
            ? RegionEndpoint.GetBySystemName(AWSSDKUtils.DetermineRegion(config.ServiceURL)).SystemName
            : config.AuthenticationRegion;
    }
}
