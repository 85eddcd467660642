using BatchFunctions.Jobs;
using BatchFunctions.Lambda;

namespace BatchFunctions.Intents;

/// <summary>Writes down that an accepted request has become a job. Safe to repeat.</summary>
internal sealed class Settlement(IIntentStore intents, IJobStore jobs)
{
    /// <returns>The job that the request stands for: the first one that was written down.</returns>
    public async Task<string> SettleAsync(Intent intent, string jobId, CancellationToken cancellation)
    {
        // The record first: a settled intent is not looked at any more, and of a job without a record nobody would know.
        await RecordAsync(intent, jobId, cancellation);
        var settled = await intents.SettleAsync(intent.Token, jobId, cancellation);

        return settled?.JobId ?? jobId;
    }

    /// <summary>The job's record gets its request, and the job that it stands in for the link to it.</summary>
    public async Task RecordAsync(Intent intent, string jobId, CancellationToken cancellation)
    {
        LogScope.About(jobId, intent.Request.SubmissionId);
        await jobs.RecordSubmissionAsync(new SubmittedJob(jobId, intent.Request, intent.CreatedAt), cancellation);
        if (intent.Request.ResubmitOf is { } failedJobId)
        {
            await jobs.LinkResubmissionAsync(failedJobId, jobId, cancellation);
        }
    }
}

/// <summary>Tells a request that was accepted here from one that only a record claims: nothing is run for the latter.</summary>
internal interface IRequestCheck
{
    Task<bool> IsAcceptedAsync(JobRecord job, CancellationToken cancellation);
}

/// <summary>By the intent: whoever could write a record, but took no request here, has none that fits.</summary>
internal sealed class RequestCheck(IIntentStore intents) : IRequestCheck
{
    public async Task<bool> IsAcceptedAsync(JobRecord job, CancellationToken cancellation) =>
        job.Token is { } token && await intents.FindAsync(token, cancellation) is { } intent
        && intent.Request.Body == job.Request && (intent.JobId ?? job.JobId) == job.JobId;
}
