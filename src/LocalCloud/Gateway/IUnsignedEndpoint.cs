using Microsoft.AspNetCore.Http;

namespace LocalCloud.Gateway;

/// <summary>What answers calls without a signature, because their path or their token is the secret.</summary>
internal interface IUnsignedEndpoint
{
    bool Serves(HttpRequest request);

    Task HandleAsync(HttpContext context);
}
