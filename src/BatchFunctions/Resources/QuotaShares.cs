using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>The routes that read the quota shares of a job queue.</summary>
internal sealed class QuotaShareReads(IAmazonBatch batch)
{
    /// <summary>Answers GET /job-queues/{name}/quota-shares/{quotaShareName}.</summary>
    public Task<IHttpResult> DescribeQuotaShare(string jobQueue, string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
            ResourceAnswer.One("quota share", name, await QuotaShareNames.DescribeAsync(batch, jobQueue, name, cancellation), BatchJson.Instance.DescribedQuotaShare));

    /// <summary>Answers GET /job-queues/{name}/quota-shares.</summary>
    public Task<IHttpResult> ListQuotaShares(string jobQueue, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request);

            return await ResourceAnswer.PageAsync("quotaShares", query.Limit, ReadAsync, BatchJson.Instance.ListQuotaShareDetail);

            async Task<(List<QuotaShareDetail>?, string?)> ReadAsync(int limit)
            {
                var page = await batch.ListQuotaSharesAsync(new ListQuotaSharesRequest { JobQueue = jobQueue, MaxResults = limit, NextToken = query.Token }, cancellation);

                return (page.QuotaShares, page.NextToken);
            }
        });
}

/// <summary>The routes that change the quota shares of a job queue.</summary>
internal sealed class QuotaShareChanges(IAmazonBatch batch, CreateOnce once)
{
    /// <summary>Answers POST /job-queues/{name}/quota-shares. Idempotent by the header <c>Idempotency-Key</c>.</summary>
    public Task<IHttpResult> CreateQuotaShare(string jobQueue, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        once.AnswerAsync(
            request,
            context,
            $"/job-queues/{Uri.EscapeDataString(jobQueue)}/quota-shares",
            "quotaShare",
            BatchJson.Instance.CreateQuotaShareRequest,
            (asked, keyed) => (asked.JobQueue, asked.Tags) = (ResourceRequest.Same(jobQueue, asked.JobQueue), keyed.Mark(asked.Tags)),
            FindAsync,
            CreateAsync);

    /// <summary>Answers PATCH /job-queues/{name}/quota-shares/{quotaShareName}. Repeating it asks for the same values, which AWS Batch may refuse while it still carries the first one out.</summary>
    public Task<IHttpResult> UpdateQuotaShare(string jobQueue, string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.UpdateQuotaShareRequest);
            var arn = await QuotaShareNames.ArnAsync(batch, jobQueue, name, cancellation) ?? throw new ProblemException(Problem.NotFound($"The job queue '{jobQueue}' has no quota share '{name}'."));
            asked.QuotaShareArn = ResourceRequest.Same(arn, asked.QuotaShareArn);
            await batch.UpdateQuotaShareAsync(asked, cancellation);

            return ResourceAnswer.Changing("quotaShare", name, arn);
        });

    /// <summary>Answers DELETE /job-queues/{name}/quota-shares/{quotaShareName}. Repeating it finds it DELETING or gone.</summary>
    public Task<IHttpResult> DeleteQuotaShare(string jobQueue, string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var arn = await QuotaShareNames.ArnAsync(batch, jobQueue, name, cancellation);
            if (arn is not null)
            {
                await batch.DeleteQuotaShareAsync(new DeleteQuotaShareRequest { QuotaShareArn = arn }, cancellation);
            }

            return ResourceAnswer.Changing("quotaShare", name, arn);
        });

    private async Task<CreatedResource?> FindAsync(CreateQuotaShareRequest asked, string token, CancellationToken cancellation) =>
        (await QuotaShareNames.DescribeAsync(batch, asked.JobQueue, asked.QuotaShareName, cancellation)).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made
            ? new CreatedResource(asked.QuotaShareName, made.QuotaShareArn ?? "")
            : null;

    private async Task<CreatedResource> CreateAsync(CreateQuotaShareRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.CreateQuotaShareAsync(asked, cancellation);

        return new CreatedResource(answer.QuotaShareName ?? asked.QuotaShareName, answer.QuotaShareArn);
    }
}

/// <summary>Finds quota shares by their names: AWS Batch itself knows them by ARN alone (API_DescribeQuotaShare).</summary>
internal static class QuotaShareNames
{
    /// <returns><c>null</c> where the queue has none of that name.</returns>
    // AWS: a queue has at most 20 (quotas of AWS Batch), which one page holds.
    public static async Task<string?> ArnAsync(IAmazonBatch batch, string jobQueue, string name, CancellationToken cancellation)
    {
        var page = await batch.ListQuotaSharesAsync(new ListQuotaSharesRequest { JobQueue = jobQueue }, cancellation);

        return (page.QuotaShares ?? []).Find(share => share.QuotaShareName == name)?.QuotaShareArn;
    }

    /// <returns>The one share, or none.</returns>
    public static async Task<List<DescribedQuotaShare>> DescribeAsync(IAmazonBatch batch, string jobQueue, string name, CancellationToken cancellation) =>
        await ArnAsync(batch, jobQueue, name, cancellation) is { } arn
            ? [DescribedQuotaShare.Of(await batch.DescribeQuotaShareAsync(new DescribeQuotaShareRequest { QuotaShareArn = arn }, cancellation))]
            : [];
}
