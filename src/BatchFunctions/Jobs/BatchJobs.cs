using System.Globalization;
using System.Net;
using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>AWS Batch as the job handlers use it.</summary>
internal interface IBatchJobs
{
    /// <summary>Sends SubmitJob once, whatever the client under it would like: a repetition would be a second job.</summary>
    /// <param name="request">The SubmitJob body.</param>
    /// <param name="token">Goes with the job as a tag.</param>
    Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation);

    /// <summary>Looks for the job that carries a token.</summary>
    /// <param name="mostCalls">Calls of AWS Batch after which it pauses, at least two.</param>
    Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation);

    /// <summary>What AWS Batch knows of the jobs; unknown ids are left out.</summary>
    Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation);

    /// <summary>Ids of the FAILED children of an array job.</summary>
    Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation);

    /// <summary>Cancels a job. A repetition finds it FAILED, or on its way there, and AWS Batch leaves it so.</summary>
    Task CancelAsync(string jobId, string reason, CancellationToken cancellation);

    /// <summary>Terminates a job. A repetition finds it FAILED, or on its way there, and AWS Batch leaves it so.</summary>
    Task TerminateAsync(string jobId, string reason, CancellationToken cancellation);

    /// <summary>Cancels up to 50 jobs; a repetition does to each what that of a single call does.</summary>
    /// <returns>The ids that could not be, with why.</returns>
    Task<IReadOnlyDictionary<string, string>> CancelAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation);

    /// <summary>Terminates up to 50 jobs; a repetition does to each what that of a single call does.</summary>
    /// <returns>The ids that could not be, with why.</returns>
    Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation);
}

/// <summary>How AWS Batch answered one SubmitJob.</summary>
internal abstract record SubmitReply
{
    private SubmitReply()
    {
    }

    internal sealed record Accepted(string JobId) : SubmitReply;

    /// <summary>The caller is wrong; trying again is of no use.</summary>
    internal sealed record Refused(string Reason) : SubmitReply;

    /// <summary>Not taken: too many requests.</summary>
    internal sealed record Throttled(string Reason) : SubmitReply;

    /// <summary>Perhaps taken: no answer, or a fault of the service.</summary>
    internal sealed record Unheard(string Reason) : SubmitReply;
}

/// <summary>AWS Batch through its SDK.</summary>
/// <param name="batch">For reads: may retry as it likes.</param>
/// <param name="submits">For SubmitJob: must not retry, must send through <paramref name="sends"/>, and must give up well before a lease runs out.</param>
internal sealed class BatchJobs(IAmazonBatch batch, IAmazonBatch submits, SingleSend sends) : IBatchJobs
{
    // AWS: DescribeJobs takes up to 100 ids (API_DescribeJobs).
    private const int PageSize = 100;

    private readonly BatchLookUp _lookUp = new(batch);

    public async Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation)
    {
        var job = JsonSerializer.Deserialize(request, BatchJson.Instance.SubmitJobRequest)
            ?? throw new InvalidDataException("A stored request is empty.");
        job.Tags = new Dictionary<string, string>(job.Tags ?? []) { [Token.Tag] = token };
        try
        {
            var answer = await sends.OnceAsync(() => submits.SubmitJobAsync(job, cancellation));

            return answer.JobId is { Length: > 0 } jobId ? new SubmitReply.Accepted(jobId) : new SubmitReply.Unheard("AWS Batch took the job and did not say its id.");
        }
        catch (AmazonServiceException exception)
        {
            return Judge(exception);
        }
        catch (Exception exception) when (IsUnheard(exception, cancellation))
        {
            return new SubmitReply.Unheard(exception.Message);
        }
    }

    public Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation) => _lookUp.FindAsync(sought, mostCalls, cancellation);

    public async Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation)
    {
        var jobs = await DescribePagesAsync(jobIds, cancellation);
        var parents = jobs.Where(job => MainNode.Missing(job) is not null).ToLookup(job => MainNode.Missing(job) ?? "");
        foreach (var node in await DescribePagesAsync([.. parents.Select(node => node.Key)], cancellation))
        {
            foreach (var job in parents[node.JobId])
            {
                MainNode.Fill(job, node);
            }
        }

        return jobs;
    }

    private async Task<List<JobDetail>> DescribePagesAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation)
    {
        var jobs = new List<JobDetail>(jobIds.Count);
        foreach (var ids in jobIds.Chunk(PageSize))
        {
            var answer = await batch.DescribeJobsAsync(new DescribeJobsRequest { Jobs = [.. ids] }, cancellation);
            // An id is exact: what was found under another spelling is another job, which nobody has asked for.
            jobs.AddRange((answer.Jobs ?? []).Where(job => ids.Contains(job.JobId)));
        }

        return jobs;
    }

    public async Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation)
    {
        var ids = new List<string>();
        var request = new ListJobsRequest { ArrayJobId = arrayJobId, JobStatus = Amazon.Batch.JobStatus.FAILED };
        do
        {
            var page = await batch.ListJobsAsync(request, cancellation);
            ids.AddRange((page.JobSummaryList ?? []).Select(child => child.JobId));
            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);

        return ids;
    }

    public Task CancelAsync(string jobId, string reason, CancellationToken cancellation) =>
        batch.CancelJobAsync(new CancelJobRequest { JobId = jobId, Reason = reason }, cancellation);

    public Task TerminateAsync(string jobId, string reason, CancellationToken cancellation) =>
        batch.TerminateJobAsync(new TerminateJobRequest { JobId = jobId, Reason = reason }, cancellation);

    public async Task<IReadOnlyDictionary<string, string>> CancelAsync(
        IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation)
    {
        var answer = await batch.CancelJobsAsync(new CancelJobsRequest { Jobs = [.. jobIds], Reason = reason }, cancellation);

        return (answer.Errors ?? []).ToDictionary(error => error.Job, error => error.Message);
    }

    public async Task<IReadOnlyDictionary<string, string>> TerminateAsync(
        IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation)
    {
        var answer = await batch.TerminateJobsAsync(new TerminateJobsRequest { Jobs = [.. jobIds], Reason = reason }, cancellation);

        return (answer.Errors ?? []).ToDictionary(error => error.Job, error => error.Message);
    }

    private static SubmitReply Judge(AmazonServiceException exception) => exception.StatusCode switch
    {
        _ when exception.IsThrottling => new SubmitReply.Throttled(exception.Message),
        // Whoever stands between gave up waiting; AWS Batch itself has no such answer.
        HttpStatusCode.RequestTimeout => new SubmitReply.Unheard(exception.Message),
        // Our own permission is missing, which is not the fault of the request: it stays on the queue until that is mended.
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => new SubmitReply.Throttled(exception.Message),
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => new SubmitReply.Refused(exception.Message),
        var status => new SubmitReply.Unheard(string.Create(CultureInfo.InvariantCulture, $"{exception.Message} (HTTP {(int)status})")),
    };

    private static bool IsUnheard(Exception exception, CancellationToken cancellation) =>
        exception is SecondSendException or AmazonClientException or HttpRequestException or TimeoutException or IOException
        || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);
}
