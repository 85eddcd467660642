using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;

namespace BatchFunctions.Jobs;

/// <summary>Searches AWS Batch for a job by its token, in a window of time and with a bounded number of calls.</summary>
internal sealed class BatchLookUp(IAmazonBatch batch)
{
    // AWS: ListJobs with a filter gives up to 100 (API_ListJobs), as many as DescribeJobs takes.
    private const int PageSize = 100;

    // A page and the description of what is on it.
    private const int CallsOfAPage = 2;

    /// <param name="mostCalls">At least two.</param>
    public async Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation)
    {
        var oldest = sought.Oldest.ToUnixTimeMilliseconds();
        var request = Request(sought);
        var calls = 0;
        try
        {
            while (calls + CallsOfAPage <= mostCalls)
            {
                calls++;
                if (await ListAsync(request, sought, cancellation) is not { } page)
                {
                    continue;
                }

                var jobs = page.JobSummaryList ?? [];
                var ids = jobs.Where(job => job.JobName == sought.JobName && job.CreatedAt >= oldest).Select(job => job.JobId).ToList();
                calls += ids.Count > 0 ? 1 : 0;
                if (ids.Count > 0 && await FindTaggedAsync(ids, sought.Token, cancellation) is { } jobId)
                {
                    return new Finding.Found(jobId) { Calls = calls };
                }

                // An empty page may have others behind it: only one that is older throughout is the end of the window.
                if (page.NextToken is not { Length: > 0 } next || (jobs.Count > 0 && jobs.TrueForAll(job => job.CreatedAt < oldest)))
                {
                    return new Finding.Absent { Calls = calls };
                }

                request.NextToken = next;
            }
        }
        catch (AmazonServiceException exception) when (exception.IsThrottling)
        {
            // The search pauses where it is; AWS Batch has more important things to do.
        }

        return new Finding.Unfinished(request.NextToken ?? "") { Calls = calls };
    }

    private static ListJobsRequest Request(LookUp sought) => new()
    {
        JobQueue = sought.JobQueue,
        MaxResults = PageSize,
        // AWS: one filter a call, and with it jobs of every status come back. By BEFORE_CREATED_AT they come newest first; by JOB_NAME they are grouped by
        // names that differ in case and by versions, so no page tells that the rest is older (API_ListJobs).
        Filters = [new KeyValuesPair { Name = "BEFORE_CREATED_AT", Values = [Milliseconds(sought.Newest)] }],
        NextToken = sought.Position is { Length: > 0 } position ? position : null,
    };

    /// <returns><c>null</c> where AWS Batch does not take the position of an earlier search any more: the search begins anew.</returns>
    private async Task<ListJobsResponse?> ListAsync(ListJobsRequest request, LookUp sought, CancellationToken cancellation)
    {
        try
        {
            return await batch.ListJobsAsync(request, cancellation);
        }
        catch (ClientException) when (request.NextToken is not null && request.NextToken == sought.Position)
        {
            request.NextToken = null;
            return null;
        }
    }

    private async Task<string?> FindTaggedAsync(List<string> ids, string token, CancellationToken cancellation)
    {
        var answer = await batch.DescribeJobsAsync(new DescribeJobsRequest { Jobs = ids }, cancellation);

        return (answer.Jobs ?? []).FirstOrDefault(job => job.Tags?.GetValueOrDefault(Token.Tag) == token)?.JobId;
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
