using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>The routes that read service environments.</summary>
internal sealed class ServiceEnvironmentReads(IAmazonBatch batch)
{
    /// <summary>Answers GET /service-environments/{name}.</summary>
    public Task<IHttpResult> DescribeServiceEnvironment(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var answer = await batch.DescribeServiceEnvironmentsAsync(new DescribeServiceEnvironmentsRequest { ServiceEnvironments = [name] }, cancellation);

            return ResourceAnswer.One("service environment", name, answer.ServiceEnvironments, BatchJson.Instance.ServiceEnvironmentDetail);
        });

    /// <summary>Answers GET /service-environments.</summary>
    public Task<IHttpResult> DescribeServiceEnvironments(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request);

            return await ResourceAnswer.PageAsync("serviceEnvironments", query.Limit, ReadAsync, BatchJson.Instance.ListServiceEnvironmentDetail);

            async Task<(List<ServiceEnvironmentDetail>?, string?)> ReadAsync(int limit)
            {
                var answer = await batch.DescribeServiceEnvironmentsAsync(new DescribeServiceEnvironmentsRequest { MaxResults = limit, NextToken = query.Token }, cancellation);

                return (answer.ServiceEnvironments, answer.NextToken);
            }
        });
}

/// <summary>The routes that change service environments.</summary>
internal sealed class ServiceEnvironmentChanges(IAmazonBatch batch, CreateOnce once)
{
    private const string Path = "/service-environments";

    /// <summary>Answers POST /service-environments. Idempotent by the header <c>Idempotency-Key</c>.</summary>
    public Task<IHttpResult> CreateServiceEnvironment(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        once.AnswerAsync(
            request, context, Path, "serviceEnvironment", BatchJson.Instance.CreateServiceEnvironmentRequest, (asked, keyed) => asked.Tags = keyed.Mark(asked.Tags), FindAsync, CreateAsync);

    /// <summary>Answers PATCH /service-environments/{name}. Repeating it asks for the same values, which AWS Batch may refuse while it still carries the first one out.</summary>
    public Task<IHttpResult> UpdateServiceEnvironment(string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.UpdateServiceEnvironmentRequest);
            asked.ServiceEnvironment = ResourceRequest.Same(name, asked.ServiceEnvironment);
            var answer = await batch.UpdateServiceEnvironmentAsync(asked, cancellation);

            return ResourceAnswer.Changing("serviceEnvironment", name, answer.ServiceEnvironmentArn);
        });

    /// <summary>Answers DELETE /service-environments/{name}. Repeating it finds it DELETING or gone, and AWS Batch leaves it so.</summary>
    public Task<IHttpResult> DeleteServiceEnvironment(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            await batch.DeleteServiceEnvironmentAsync(new DeleteServiceEnvironmentRequest { ServiceEnvironment = name }, cancellation);

            return ResourceAnswer.Changing("serviceEnvironment", name, null);
        });

    private async Task<CreatedResource?> FindAsync(CreateServiceEnvironmentRequest asked, string token, CancellationToken cancellation)
    {
        var answer = await batch.DescribeServiceEnvironmentsAsync(new DescribeServiceEnvironmentsRequest { ServiceEnvironments = [asked.ServiceEnvironmentName] }, cancellation);

        return (answer.ServiceEnvironments ?? []).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made
            ? new CreatedResource(made.ServiceEnvironmentName, made.ServiceEnvironmentArn)
            : null;
    }

    private async Task<CreatedResource> CreateAsync(CreateServiceEnvironmentRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.CreateServiceEnvironmentAsync(asked, cancellation);

        return new CreatedResource(answer.ServiceEnvironmentName, answer.ServiceEnvironmentArn);
    }
}
