using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers PATCH /compute-environments/{name}. Repeating it asks for the same values, which AWS Batch may refuse while it still carries the first one out.</summary>
internal sealed class UpdateComputeEnvironmentHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Patch, "/compute-environments/{name}")]
    public Task<IHttpResult> UpdateComputeEnvironment(string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.UpdateComputeEnvironmentRequest);
            asked.ComputeEnvironment = ResourceRequest.Same(name, asked.ComputeEnvironment);
            var answer = await batch.UpdateComputeEnvironmentAsync(asked, cancellation);

            return ResourceAnswer.Changing("computeEnvironment", name, answer.ComputeEnvironmentArn);
        });
}
