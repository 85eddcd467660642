using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers POST /job-queues. Idempotent by the header <c>Idempotency-Key</c>.</summary>
internal sealed class CreateJobQueueHandler(IAmazonBatch batch, CreateOnce once)
{
    private const string Path = "/job-queues";

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, Path)]
    public Task<IHttpResult> CreateJobQueue(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.CreateJobQueueRequest);
            var keyed = KeyedRequest.Read(request, $"POST {Path}");
            asked.Tags = keyed.Mark(asked.Tags);
            var created = await once.RunAsync(
                keyed, token => FindAsync(asked.JobQueueName, token, cancellation), () => CreateAsync(asked, cancellation), cancellation);

            return ResourceAnswer.Created(Path, "jobQueue", created);
        });

    private async Task<CreatedResource?> FindAsync(string name, string token, CancellationToken cancellation)
    {
        var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [name] }, cancellation);

        return (answer.JobQueues ?? []).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made
            ? new CreatedResource(made.JobQueueName, made.JobQueueArn)
            : null;
    }

    private async Task<CreatedResource> CreateAsync(CreateJobQueueRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.CreateJobQueueAsync(asked, cancellation);

        return new CreatedResource(answer.JobQueueName, answer.JobQueueArn);
    }
}
