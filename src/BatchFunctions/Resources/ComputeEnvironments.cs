using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>The routes that read compute environments.</summary>
internal sealed class ComputeEnvironmentReads(IAmazonBatch batch)
{
    /// <summary>Answers GET /compute-environments/{name}.</summary>
    public Task<IHttpResult> DescribeComputeEnvironment(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var answer = await batch.DescribeComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [name] }, cancellation);

            return ResourceAnswer.One("compute environment", name, answer.ComputeEnvironments, BatchJson.Instance.ComputeEnvironmentDetail);
        });

    /// <summary>Answers GET /compute-environments.</summary>
    public Task<IHttpResult> DescribeComputeEnvironments(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request);

            return await ResourceAnswer.PageAsync("computeEnvironments", query.Limit, ReadAsync, BatchJson.Instance.ListComputeEnvironmentDetail);

            async Task<(List<ComputeEnvironmentDetail>?, string?)> ReadAsync(int limit)
            {
                var answer = await batch.DescribeComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest { MaxResults = limit, NextToken = query.Token }, cancellation);

                return (answer.ComputeEnvironments, answer.NextToken);
            }
        });
}

/// <summary>The routes that change compute environments.</summary>
internal sealed class ComputeEnvironmentChanges(IAmazonBatch batch, CreateOnce once)
{
    private const string Path = "/compute-environments";

    /// <summary>Answers POST /compute-environments. Idempotent by the header <c>Idempotency-Key</c>.</summary>
    public Task<IHttpResult> CreateComputeEnvironment(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        once.AnswerAsync(
            request, context, Path, "computeEnvironment", BatchJson.Instance.CreateComputeEnvironmentRequest, (asked, keyed) => asked.Tags = keyed.Mark(asked.Tags), FindAsync, CreateAsync);

    /// <summary>Answers PATCH /compute-environments/{name}. Repeating it asks for the same values, which AWS Batch may refuse while it still carries the first one out.</summary>
    public Task<IHttpResult> UpdateComputeEnvironment(string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.UpdateComputeEnvironmentRequest);
            asked.ComputeEnvironment = ResourceRequest.Same(name, asked.ComputeEnvironment);
            var answer = await batch.UpdateComputeEnvironmentAsync(asked, cancellation);

            return ResourceAnswer.Changing("computeEnvironment", name, answer.ComputeEnvironmentArn);
        });

    /// <summary>Answers DELETE /compute-environments/{name}. Repeating it finds it DELETING or gone, and AWS Batch leaves it so.</summary>
    public Task<IHttpResult> DeleteComputeEnvironment(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            await batch.DeleteComputeEnvironmentAsync(new DeleteComputeEnvironmentRequest { ComputeEnvironment = name }, cancellation);

            return ResourceAnswer.Changing("computeEnvironment", name, null);
        });

    private async Task<CreatedResource?> FindAsync(CreateComputeEnvironmentRequest asked, string token, CancellationToken cancellation)
    {
        var answer = await batch.DescribeComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [asked.ComputeEnvironmentName] }, cancellation);

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
