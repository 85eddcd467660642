using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers GET /compute-environments.</summary>
internal sealed class DescribeComputeEnvironmentsHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/compute-environments")]
    public Task<IHttpResult> DescribeComputeEnvironments(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request);

            return await ResourceAnswer.PageAsync("computeEnvironments", query.Limit, ReadAsync, BatchJson.Instance.ListComputeEnvironmentDetail);

            async Task<(List<ComputeEnvironmentDetail>?, string?)> ReadAsync(int limit)
            {
                var answer = await batch.DescribeComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest { MaxResults = limit, NextToken = query.Token }, cancellation);

                return (answer.ComputeEnvironments, answer.NextToken);
            }
        });
}
