using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers GET /job-queues.</summary>
internal sealed class DescribeJobQueuesHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/job-queues")]
    public Task<IHttpResult> DescribeJobQueues(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request);
            var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { MaxResults = query.Limit, NextToken = query.Token }, cancellation);

            return ResourceAnswer.Page("jobQueues", answer.JobQueues, answer.NextToken, BatchJson.Instance.ListJobQueueDetail);
        });
}
