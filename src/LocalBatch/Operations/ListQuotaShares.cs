using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Lists the quota shares of a queue by name, page by page.</summary>
internal static class ListQuotaShares
{
    /// <exception cref="ClientException"><c>jobQueue</c> is missing or unknown, or the token is a foreign one.</exception>
    public static ListQuotaSharesResponse Run(ListQuotaSharesRequest request, EngineState state)
    {
        var given = Require.Text(request.JobQueue, "jobQueue");
        var queue = state.FindJobQueue(given) ?? throw ClientException.Raw(AwsTexts.QueueNotFound(given));
        var (page, token) = Paging.Page(
            queue.Services?.QuotaShares.Values ?? (IEnumerable<QuotaShare>)[],
            share => share.Name,
            $"QuotaShares {queue.Arn}",
            request.MaxResults,
            request.NextToken);

        return new() { QuotaShares = [.. page.Select(QuotaShareRules.Detail)], NextToken = token };
    }
}
