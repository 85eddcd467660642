using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers PATCH /job-queues/{name}. Repeating it asks for the same values, which AWS Batch may refuse while it still carries the first one out.</summary>
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
