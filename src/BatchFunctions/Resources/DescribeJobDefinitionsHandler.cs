using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers GET /job-definitions, perhaps of one name or status.</summary>
internal sealed class DescribeJobDefinitionsHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/job-definitions")]
    public Task<IHttpResult> DescribeJobDefinitions(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request, "jobDefinitionName", "status");
            var asked = new DescribeJobDefinitionsRequest
            {
                NextToken = query.Token,
                JobDefinitionName = query.Filters.GetValueOrDefault("jobDefinitionName"),
                Status = query.Filters.GetValueOrDefault("status"),
            };

            return await ResourceAnswer.PageAsync("jobDefinitions", query.Limit, ReadAsync, BatchJson.Instance.ListJobDefinition);

            async Task<(List<JobDefinition>?, string?)> ReadAsync(int limit)
            {
                asked.MaxResults = limit;
                var answer = await batch.DescribeJobDefinitionsAsync(asked, cancellation);

                return (answer.JobDefinitions, answer.NextToken);
            }
        });
}
