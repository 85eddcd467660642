using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AWSSDK.ServiceRuntime.Client;

/// <summary>The modes of AWS_DEFAULTS_MODE, with the time-outs that AWS publishes for all of its SDKs.</summary>
internal static class StandardDefaults
{
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(1100);
    private static readonly TimeSpan Far = TimeSpan.FromMilliseconds(3100);
    private static readonly TimeSpan Mobile = TimeSpan.FromSeconds(30);

    public static IDefaultConfigurationProvider Provider() => new DefaultConfigurationProvider((IEnumerable<IDefaultConfiguration>)
    [
        Mode(DefaultConfigurationMode.Standard, Far),
        Mode(DefaultConfigurationMode.InRegion, Near),
        Mode(DefaultConfigurationMode.CrossRegion, Far),
        Mode(DefaultConfigurationMode.Mobile, Mobile),
        Mode(DefaultConfigurationMode.Auto, Near),
    ]);

    private static DefaultConfiguration Mode(DefaultConfigurationMode mode, TimeSpan timeout) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = timeout,
        TlsNegotiationTimeout = timeout,
    };
}
