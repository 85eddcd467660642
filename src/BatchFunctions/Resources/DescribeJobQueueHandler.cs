using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers GET /job-queues/{name}.</summary>
internal sealed class DescribeJobQueueHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/job-queues/{name}")]
    public Task<IHttpResult> DescribeJobQueue(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [name] }, cancellation);

            return ResourceAnswer.One("job queue", name, answer.JobQueues, BatchJson.Instance.JobQueueDetail);
        });
}
