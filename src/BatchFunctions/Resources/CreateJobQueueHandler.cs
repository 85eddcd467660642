using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers POST /job-queues. A name that is taken is refused, so a repetition makes no second one.</summary>
internal sealed class CreateJobQueueHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/job-queues")]
    public Task<IHttpResult> CreateJobQueue(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.CreateJobQueueRequest);
            var answer = await batch.CreateJobQueueAsync(asked, cancellation);

            return ResourceAnswer.Created("/job-queues", "jobQueue", answer.JobQueueName, answer.JobQueueArn);
        });
}
