using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers POST /compute-environments. A name that is taken is refused, so a repetition makes no second one.</summary>
internal sealed class CreateComputeEnvironmentHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/compute-environments")]
    public Task<IHttpResult> CreateComputeEnvironment(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.CreateComputeEnvironmentRequest);
            var answer = await batch.CreateComputeEnvironmentAsync(asked, cancellation);

            return ResourceAnswer.Created("/compute-environments", "computeEnvironment", answer.ComputeEnvironmentName, answer.ComputeEnvironmentArn);
        });
}
