using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace AWSSDK.ServiceRuntime.Client;

/// <summary>The addresses of a service that has one endpoint in each region.</summary>
/// <param name="prefix">The first part of the host's name: <c>batch</c>.</param>
/// <param name="fips">Addresses for FIPS that break the rule, by partition or region.</param>
internal sealed class StandardEndpointProvider(string prefix, IReadOnlyDictionary<string, string> fips) : IEndpointProvider
{
    /// <summary>Names of the parameters.</summary>
    public const string Region = "Region";
    public const string UseDualStack = "UseDualStack";
    public const string UseFips = "UseFIPS";
    public const string Endpoint = "Endpoint";

    /// <exception cref="AmazonClientException">The settings exclude each other, or there is no region.</exception>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var isFips = parameters[UseFips] is true;
        var isDualStack = parameters[UseDualStack] is true;
        if (parameters[Endpoint] is string { Length: > 0 } url)
        {
            return (isFips || isDualStack)
                ? throw new AmazonClientException("A service URL cannot be combined with FIPS or dual-stack endpoints: set one of them only.")
                : new(url);
        }

        if (parameters[Region] is not string { Length: > 0 } region || Fn.Partition(region) is not { } partition)
        {
            throw new AmazonClientException("No region: set RegionEndpoint, ServiceURL or the variable AWS_REGION.");
        }

        return new(isFips || isDualStack ? Special(region, partition, isFips, isDualStack) : $"https://{prefix}.{region}.{partition.dnsSuffix}");
    }

    private string Special(string region, Partition partition, bool isFips, bool isDualStack)
    {
        if (isFips && !partition.supportsFIPS)
        {
            throw new AmazonClientException($"FIPS is asked for, but the partition {partition.name} has no FIPS endpoints.");
        }

        if (isDualStack && !partition.supportsDualStack)
        {
            throw new AmazonClientException($"Dual-stack is asked for, but the partition {partition.name} has no dual-stack endpoints.");
        }

        return isDualStack
            ? $"https://{prefix}{(isFips ? "-fips" : "")}.{region}.{partition.dualStackDnsSuffix}"
            : Fips(region, partition);
    }

    private string Fips(string region, Partition partition) =>
        fips.TryGetValue(region, out var url) || fips.TryGetValue(partition.name, out url)
            ? url.Replace("{Region}", region, StringComparison.Ordinal)
            : $"https://{prefix}-fips.{region}.{partition.dnsSuffix}";
}
