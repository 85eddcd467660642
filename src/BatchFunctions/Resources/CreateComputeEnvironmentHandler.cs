using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers POST /compute-environments. Idempotent by the header <c>Idempotency-Key</c>.</summary>
internal sealed class CreateComputeEnvironmentHandler(IAmazonBatch batch, CreateOnce once)
{
    private const string Path = "/compute-environments";

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, Path)]
    public Task<IHttpResult> CreateComputeEnvironment(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.CreateComputeEnvironmentRequest);
            var keyed = KeyedRequest.Read(request, $"POST {Path}");
            asked.Tags = keyed.Mark(asked.Tags);
            var created = await once.RunAsync(
                keyed, token => FindAsync(asked.ComputeEnvironmentName, token, cancellation), () => CreateAsync(asked, cancellation), cancellation);

            return ResourceAnswer.Created(Path, "computeEnvironment", created);
        });

    private async Task<CreatedResource?> FindAsync(string name, string token, CancellationToken cancellation)
    {
        var answer = await batch.DescribeComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [name] }, cancellation);

        return (answer.ComputeEnvironments ?? []).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made
            ? new CreatedResource(made.ComputeEnvironmentName, made.ComputeEnvironmentArn)
            : null;
    }

    private async Task<CreatedResource> CreateAsync(CreateComputeEnvironmentRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.CreateComputeEnvironmentAsync(asked, cancellation);

        return new CreatedResource(answer.ComputeEnvironmentName, answer.ComputeEnvironmentArn);
    }
}
