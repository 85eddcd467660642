using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers GET /compute-environments/{name}.</summary>
internal sealed class DescribeComputeEnvironmentHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/compute-environments/{name}")]
    public Task<IHttpResult> DescribeComputeEnvironment(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var answer = await batch.DescribeComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [name] }, cancellation);

            return ResourceAnswer.One("compute environment", name, answer.ComputeEnvironments, BatchJson.Instance.ComputeEnvironmentDetail);
        });
}
