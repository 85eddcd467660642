using Microsoft.AspNetCore.Http;

namespace LocalCloud.Gateway;

/// <summary>One AWS service behind the gateway. A request arrives here with its signature checked.</summary>
internal interface IAwsService
{
    /// <summary>Service name of the SigV4 credential scope, such as <c>batch</c>, <c>s3</c>, <c>sqs</c>, <c>logs</c>, <c>events</c>, <c>sts</c>, <c>dynamodb</c>.</summary>
    string SigningName { get; }

    /// <summary>
    /// What the caller must be allowed to, for this call to be carried out. Asked only where the caller may not do everything.
    /// Nothing for an operation that there is not: the service refuses it in its own words.
    /// </summary>
    IReadOnlyList<Demand> Demands(ServiceCall call);

    /// <summary>Answers one request in the service's own wire format, errors included.</summary>
    Task HandleAsync(HttpContext context);
}
