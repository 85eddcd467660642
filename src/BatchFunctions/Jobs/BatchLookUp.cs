using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>A search among the jobs of a queue for the one that carries a token.</summary>
/// <param name="Doubt">When the job may have been made.</param>
/// <param name="Position">Where an earlier search for the same stopped; <c>null</c> to begin.</param>
internal sealed record LookUp(string JobQueue, string JobName, string Token, Doubt Doubt, string? Position)
{
    /// <summary>
    /// Calls that one search makes before it pauses. With 0.3 s for each they are over while the lease still leaves time for a SubmitJob.
    /// </summary>
    public const int MostCalls = 40;

    /// <summary>How far the clock by which AWS Batch stamps its jobs and ours may be apart, with room to spare.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Jobs made before are none of ours.</summary>
    public DateTimeOffset Oldest => Doubt.From - ClockSkew;

    /// <summary>So are jobs made then or later.</summary>
    public DateTimeOffset Newest => Doubt.Until + ClockSkew;
}

/// <summary>When SubmitJob calls of an intent may have gone through unheard.</summary>
/// <param name="From">Before the first of them began.</param>
/// <param name="Until">After the last of them was over.</param>
internal sealed record Doubt(DateTimeOffset From, DateTimeOffset Until);

/// <summary>What a search has come to.</summary>
internal abstract record Finding
{
    private Finding()
    {
    }

    /// <summary>Calls of AWS Batch that it took.</summary>
    public required int Calls { get; init; }

    internal sealed record Found(string JobId) : Finding;

    /// <summary>Looked through to the end: AWS Batch lists no such job.</summary>
    internal sealed record Absent : Finding;

    /// <summary>So many jobs that it is to be continued.</summary>
    /// <param name="Position">From where.</param>
    internal sealed record Unfinished(string Position) : Finding;
}

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
