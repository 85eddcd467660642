using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers PATCH /compute-environments/{name}. Repeating it does no harm.</summary>
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
