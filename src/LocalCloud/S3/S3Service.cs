using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>The S3 endpoint.</summary>
internal sealed class S3Service(AwsAccount account, S3Store store) : IAwsService
{
    public string SigningName => "s3";

    public Task HandleAsync(HttpContext context) => throw new NotImplementedException($"{account} {store}");
}
