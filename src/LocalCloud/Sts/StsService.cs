using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Sts;

/// <summary>The STS endpoint.</summary>
internal sealed class StsService(AwsAccount account) : IAwsService
{
    public string SigningName => "sts";

    public Task HandleAsync(HttpContext context) => throw new NotImplementedException($"{account}");
}
