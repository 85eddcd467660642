using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers PATCH /job-queues/{name}. Repeating it does no harm.</summary>
internal sealed class UpdateJobQueueHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Patch, "/job-queues/{name}")]
    public Task<IHttpResult> UpdateJobQueue(string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.UpdateJobQueueRequest);
            asked.JobQueue = ResourceRequest.Same(name, asked.JobQueue);
            var answer = await batch.UpdateJobQueueAsync(asked, cancellation);

            return ResourceAnswer.Changing("jobQueue", name, answer.JobQueueArn);
        });
}
