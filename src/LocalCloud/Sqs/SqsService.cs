using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Sqs;

/// <summary>The SQS endpoint.</summary>
internal sealed class SqsService(AwsAccount account, QueueStore queues) : IAwsService
{
    public string SigningName => "sqs";

    public Task HandleAsync(HttpContext context) => throw new NotImplementedException($"{account} {queues}");
}
