namespace BatchFunctions.Jobs;

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
        LogScope.About(jobId, intent.SubmissionId);
        await jobs.RecordSubmissionAsync(intent.AsSubmitted(jobId), cancellation);
        if (intent.ResubmitOf is { } failedJobId)
        {
            await jobs.LinkResubmissionAsync(failedJobId, jobId, cancellation);
        }
    }
}
