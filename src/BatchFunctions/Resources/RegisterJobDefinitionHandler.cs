using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers POST /job-definitions: a new revision. Idempotent by the header <c>Idempotency-Key</c>.</summary>
internal sealed class RegisterJobDefinitionHandler(IAmazonBatch batch, CreateOnce once)
{
    private const string Path = "/job-definitions";

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, Path)]
    public Task<IHttpResult> RegisterJobDefinition(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.RegisterJobDefinitionRequest);
            var keyed = KeyedRequest.Read(request, $"POST {Path}");
            asked.Tags = keyed.Mark(asked.Tags);
            var created = await once.RunAsync(
                keyed, token => FindAsync(asked.JobDefinitionName, token, cancellation), () => RegisterAsync(asked, cancellation), cancellation);

            return ResourceAnswer.Created(Path, "jobDefinition", created);
        });

    private async Task<CreatedResource?> FindAsync(string name, string token, CancellationToken cancellation)
    {
        var request = new DescribeJobDefinitionsRequest { JobDefinitionName = name };
        do
        {
            var page = await batch.DescribeJobDefinitionsAsync(request, cancellation);
            if ((page.JobDefinitions ?? []).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made)
            {
                return new CreatedResource(made.JobDefinitionName, made.JobDefinitionArn, made.Revision);
            }

            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);

        return null;
    }

    private async Task<CreatedResource> RegisterAsync(RegisterJobDefinitionRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.RegisterJobDefinitionAsync(asked, cancellation);

        return new CreatedResource(answer.JobDefinitionName, answer.JobDefinitionArn, answer.Revision);
    }
}
