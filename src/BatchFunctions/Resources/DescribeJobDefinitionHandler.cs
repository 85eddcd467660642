using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers GET /job-definitions/{name}: a revision by <c>name:revision</c>, or the newest active one of a name.</summary>
internal sealed class DescribeJobDefinitionHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/job-definitions/{name}")]
    public Task<IHttpResult> DescribeJobDefinition(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = name.Contains(':', StringComparison.Ordinal)
                ? new DescribeJobDefinitionsRequest { JobDefinitions = [name] }
                : new DescribeJobDefinitionsRequest { JobDefinitionName = name, Status = "ACTIVE" };
            var answer = await batch.DescribeJobDefinitionsAsync(asked, cancellation);
            var newest = (answer.JobDefinitions ?? []).OrderByDescending(definition => definition.Revision).ToList();

            return ResourceAnswer.One("job definition", name, newest, BatchJson.Instance.JobDefinition);
        });
}
