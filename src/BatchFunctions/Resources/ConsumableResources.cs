using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>The routes that read consumable resources.</summary>
internal sealed class ConsumableResourceReads(IAmazonBatch batch)
{
    /// <summary>Answers GET /consumable-resources/{name}.</summary>
    public Task<IHttpResult> DescribeConsumableResource(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
            ResourceAnswer.One("consumable resource", name, await ConsumableResourceLook.FindAsync(batch, name, cancellation), BatchJson.Instance.DescribedConsumableResource));

    /// <summary>Answers GET /consumable-resources, perhaps of names that begin alike.</summary>
    public Task<IHttpResult> ListConsumableResources(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request, "namePrefix");
            var asked = new ListConsumableResourcesRequest
            {
                NextToken = query.Token,
                // AWS: a trailing asterisk stands for any rest (API_ListConsumableResources).
                Filters = query.Filters.GetValueOrDefault("namePrefix") is { Length: > 0 } prefix ? [new() { Name = "CONSUMABLE_RESOURCE_NAME", Values = [$"{prefix}*"] }] : null,
            };

            return await ResourceAnswer.PageAsync("consumableResources", query.Limit, ReadAsync, BatchJson.Instance.ListConsumableResourceSummary);

            async Task<(List<ConsumableResourceSummary>?, string?)> ReadAsync(int limit)
            {
                asked.MaxResults = limit;
                var page = await batch.ListConsumableResourcesAsync(asked, cancellation);

                return (page.ConsumableResources, page.NextToken);
            }
        });

    /// <summary>Answers GET /consumable-resources/{name}/jobs: the jobs that need it, perhaps of one status.</summary>
    public Task<IHttpResult> ListJobsByConsumableResource(string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request, "status", "namePrefix");
            var asked = new ListJobsByConsumableResourceRequest
            {
                ConsumableResource = name,
                NextToken = query.Token,
                Filters =
                [
                    .. query.Filters.GetValueOrDefault("status") is { Length: > 0 } status ? [new KeyValuesPair { Name = "JOB_STATUS", Values = [status] }] : (KeyValuesPair[])[],
                    .. query.Filters.GetValueOrDefault("namePrefix") is { Length: > 0 } prefix ? [new KeyValuesPair { Name = "JOB_NAME", Values = [$"{prefix}*"] }] : (KeyValuesPair[])[],
                ],
            };

            return await ResourceAnswer.PageAsync("jobs", query.Limit, ReadAsync, BatchJson.Instance.ListListJobsByConsumableResourceSummary);

            async Task<(List<ListJobsByConsumableResourceSummary>?, string?)> ReadAsync(int limit)
            {
                asked.MaxResults = limit;
                var page = await batch.ListJobsByConsumableResourceAsync(asked, cancellation);

                return (page.Jobs, page.NextToken);
            }
        });
}

/// <summary>The routes that change consumable resources.</summary>
internal sealed class ConsumableResourceChanges(IAmazonBatch batch, CreateOnce once, Func<Guid> newId)
{
    private const string Path = "/consumable-resources";

    /// <summary>Answers POST /consumable-resources. Idempotent by the header <c>Idempotency-Key</c>.</summary>
    public Task<IHttpResult> CreateConsumableResource(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        once.AnswerAsync(
            request, context, Path, "consumableResource", BatchJson.Instance.CreateConsumableResourceRequest, (asked, keyed) => asked.Tags = keyed.Mark(asked.Tags), FindAsync, CreateAsync);

    /// <summary>
    /// Answers PATCH /consumable-resources/{name}: sets the quantity, adds to it or takes from it. Idempotent by the header
    /// <c>Idempotency-Key</c>, which AWS Batch is given as the client token where the body has none.
    /// </summary>
    // AWS: a client token is remembered for 8 hours; a repetition succeeds and is applied once (API_UpdateConsumableResource).
    public Task<IHttpResult> UpdateConsumableResource(string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.UpdateConsumableResourceRequest);
            asked.ConsumableResource = ResourceRequest.Same(name, asked.ConsumableResource);
            asked.ClientToken ??= request.Token($"PATCH {Path}/{name}", newId);
            var answer = await batch.UpdateConsumableResourceAsync(asked, cancellation);

            return ResourceAnswer.Changing("consumableResource", name, answer.ConsumableResourceArn);
        });

    /// <summary>Answers DELETE /consumable-resources/{name}. Repeating it finds it gone, and AWS Batch leaves it so.</summary>
    public Task<IHttpResult> DeleteConsumableResource(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            await batch.DeleteConsumableResourceAsync(new DeleteConsumableResourceRequest { ConsumableResource = name }, cancellation);

            return ResourceAnswer.Changing("consumableResource", name, null);
        });

    private async Task<CreatedResource?> FindAsync(CreateConsumableResourceRequest asked, string token, CancellationToken cancellation) =>
        (await ConsumableResourceLook.FindAsync(batch, asked.ConsumableResourceName, cancellation)).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made
            ? new CreatedResource(asked.ConsumableResourceName, made.ConsumableResourceArn ?? "")
            : null;

    private async Task<CreatedResource> CreateAsync(CreateConsumableResourceRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.CreateConsumableResourceAsync(asked, cancellation);

        return new CreatedResource(answer.ConsumableResourceName, answer.ConsumableResourceArn);
    }
}

/// <summary>Looks for one consumable resource.</summary>
internal static class ConsumableResourceLook
{
    // AWS: a resource that is not there is a ClientException whose text ends so; there is no list in which it would be missing.
    private const string NotThere = "does not exist";

    /// <returns>The one resource, or none.</returns>
    public static async Task<List<DescribedConsumableResource>> FindAsync(IAmazonBatch batch, string name, CancellationToken cancellation)
    {
        try
        {
            return [DescribedConsumableResource.Of(await batch.DescribeConsumableResourceAsync(new DescribeConsumableResourceRequest { ConsumableResource = name }, cancellation))];
        }
        catch (ClientException exception) when (exception.Message.Contains(NotThere, StringComparison.Ordinal))
        {
            return [];
        }
    }
}
