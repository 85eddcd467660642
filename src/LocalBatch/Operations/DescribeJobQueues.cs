using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Tells of the job queues named, or page by page of all. Unknown names are left out.</summary>
internal static class DescribeJobQueues
{
    /// <exception cref="ClientException">Too many names, names with <c>maxResults</c>, or a foreign token.</exception>
    public static DescribeJobQueuesResponse Run(DescribeJobQueuesRequest request, EngineState state)
    {
        if (request.JobQueues is { Count: > 0 } names)
        {
            Require.Not(request.MaxResults is not null, AwsTexts.NamesAndMaxResults("JobQueues"));
            Require.Not(names.Count > Limits.DescribedAtOnce, OwnTexts.TooManyNames("jobQueues"));
            var found = names.Select(state.FindJobQueue).OfType<JobQueue>().Distinct();

            return new() { JobQueues = [.. found.Select(JobQueueRules.Describe)] };
        }

        var (page, token) = Paging.Page(state.JobQueues.Values, queue => queue.Name, "JobQueues", request.MaxResults, request.NextToken);

        return new() { JobQueues = [.. page.Select(JobQueueRules.Describe)], NextToken = token };
    }
}
