namespace AWSSDK.ServiceRuntime.Server;

/// <param name="Operation">The operation that an HTTP request asks for.</param>
/// <param name="Uri">What its path and query say.</param>
internal sealed record OperationMatch(ServiceOperation Operation, UriValues Uri);
