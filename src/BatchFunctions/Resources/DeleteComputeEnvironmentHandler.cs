using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Resources;

/// <summary>Answers DELETE /compute-environments/{name}. Repeating it finds it DELETING or gone, and AWS Batch leaves it so.</summary>
internal sealed class DeleteComputeEnvironmentHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Delete, "/compute-environments/{name}")]
    public Task<IHttpResult> DeleteComputeEnvironment(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            await batch.DeleteComputeEnvironmentAsync(new DeleteComputeEnvironmentRequest { ComputeEnvironment = name }, cancellation);

            return ResourceAnswer.Changing("computeEnvironment", name, null);
        });
}
