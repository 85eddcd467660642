using Amazon.Batch;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers POST /job-definitions: a new revision.</summary>
internal sealed class RegisterJobDefinitionHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/job-definitions")]
    public Task<IHttpResult> RegisterJobDefinition(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.RegisterJobDefinitionRequest);
            var answer = await batch.RegisterJobDefinitionAsync(asked, cancellation);

            return ResourceAnswer.Created(
                "/job-definitions", "jobDefinition", answer.JobDefinitionName, answer.JobDefinitionArn, answer.Revision);
        });
}
