using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace AWSSDK.ServiceRuntime.Client;

/// <summary>What all operations of one service have in common on the wire.</summary>
/// <param name="Name">The service's .NET namespace, by which requests are named in logs: <c>Amazon.Batch</c>.</param>
/// <param name="ApiVersion">The date that is sent as <c>x-amz-api-version</c>.</param>
/// <param name="TargetPrefix">What stands before the operation in <c>X-Amz-Target</c>; <c>null</c> for REST.</param>
/// <param name="ToException">The exception of the service's own that stands for an error.</param>
internal sealed record ClientService(string Name, string ApiVersion, string? TargetPrefix, Func<ErrorResponse, AmazonServiceException> ToException)
{
    public string ContentType => TargetPrefix is null ? "application/json" : "application/x-amz-json-1.1";
}
