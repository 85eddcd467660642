namespace AWSSDK.ServiceGenerator.Model;

/// <summary>An address for FIPS that does not follow the rule <c>prefix-fips.region.suffix</c>.</summary>
/// <param name="Match">The name of a partition or of a region.</param>
/// <param name="Url">The address, with <c>{Region}</c> where the region goes.</param>
internal sealed record FipsEndpoint(string Match, string Url);
