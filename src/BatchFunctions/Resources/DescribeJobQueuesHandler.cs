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

            return await ResourceAnswer.PageAsync("jobQueues", query.Limit, ReadAsync, BatchJson.Instance.ListJobQueueDetail);

            async Task<(List<JobQueueDetail>?, string?)> ReadAsync(int limit)
            {
                var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { MaxResults = limit, NextToken = query.Token }, cancellation);

                return (answer.JobQueues, answer.NextToken);
            }
        });
}
