using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Resources;

/// <summary>Answers DELETE /job-definitions/{name}, with <c>name:revision</c>. Repeating it finds the revision INACTIVE, and AWS Batch leaves it so.</summary>
internal sealed class DeregisterJobDefinitionHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Delete, "/job-definitions/{name}")]
    public Task<IHttpResult> DeregisterJobDefinition(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            await batch.DeregisterJobDefinitionAsync(new DeregisterJobDefinitionRequest { JobDefinition = name }, cancellation);

            return ResourceAnswer.Changing("jobDefinition", name, null);
        });
}
