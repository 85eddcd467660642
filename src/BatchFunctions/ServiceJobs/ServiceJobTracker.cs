using Amazon.Batch;
using BatchFunctions.Wire;

namespace BatchFunctions.ServiceJobs;

/// <summary>Takes news of service jobs into their records. Doubled, late and reordered news change nothing.</summary>
internal sealed class ServiceJobTracker(IServiceJobStore jobs, IAmazonBatch batch, TimeProvider time)
{
    /// <param name="told">As an event or DescribeServiceJob tells it.</param>
    /// <param name="at">When it was told.</param>
    /// <returns>What it says, and whether the record moved on by it.</returns>
    /// <exception cref="FormatException">It tells of no service job.</exception>
    public async Task<(ServiceJobRecord News, bool Moved)> TakeAsync(DescribedServiceJob told, DateTimeOffset at, CancellationToken cancellation)
    {
        if (told is { Status: ServiceJobStatuses.Failed, IsTerminated: null, JobId: { } failed })
        {
            told = Completed(told, await ServiceJobLook.FindAsync(batch, failed, cancellation));
        }

        var news = ServiceJobReader.Read(told, at);
        var moved = await jobs.TakeAsync(news, cancellation);
        if (news.IsOver)
        {
            await AdoptAsync(news.JobId, told, cancellation);
        }

        return (news, moved);
    }

    /// <summary>Puts a preemption's event into the history, and a job that is back in its queue there.</summary>
    public async Task TakeAsync(ServiceJobPreemption happening, CancellationToken cancellation)
    {
        var job = await jobs.FindAsync(happening.JobId, cancellation);
        if (job is null)
        {
            // The event names nothing but the job: what else there is to know of it AWS Batch tells.
            if (await ServiceJobLook.FindAsync(batch, happening.JobId, cancellation) is not { } described)
            {
                return;
            }

            await TakeAsync(described, time.GetUtcNow(), cancellation);
            job = await jobs.FindAsync(happening.JobId, cancellation);
        }

        await jobs.AddPreemptionAsync(happening.JobId, happening.Moment, cancellation);
        if (job is { IsOver: false } && happening is { Moment.Status: ServiceJobStatuses.Runnable, Preempted: { } times } && times > job.Preemptions)
        {
            await jobs.TakeAsync(job with { Status = ServiceJobStatuses.Runnable, StatusReason = null, Preemptions = times, At = happening.Moment.At }, cancellation);
        }
    }

    /// <summary>The record, of an open job as AWS Batch has it now.</summary>
    public async Task<ServiceJobRecord?> CurrentAsync(string jobId, CancellationToken cancellation)
    {
        var known = await jobs.FindAsync(jobId, cancellation);
        if (known is not { IsOver: false } || await ServiceJobLook.FindAsync(batch, jobId, cancellation) is not { } described)
        {
            return known;
        }

        await TakeAsync(described, time.GetUtcNow(), cancellation);

        return await jobs.FindAsync(jobId, cancellation);
    }

    /// <summary>The request that a job came of; <c>null</c> where none was accepted here, whatever its record or its tag says.</summary>
    public async Task<ServiceJobRequest?> RequestOfAsync(ServiceJobRecord job, CancellationToken cancellation) =>
        job.Token is { } token && await jobs.FindRequestAsync(token, cancellation) is { } request && (request.JobId ?? job.JobId) == job.JobId ? request : null;

    /// <summary>What an event leaves out. AWS: the detail of a service job's event has neither tags nor isTerminated (Batch user guide, service job state change events).</summary>
    private static DescribedServiceJob Completed(DescribedServiceJob told, DescribedServiceJob? described) => described is null ? told : told with
    {
        IsTerminated = described.IsTerminated ?? false,
        StatusReason = told.StatusReason ?? described.StatusReason,
        Attempts = told.Attempts ?? described.Attempts,
        PreemptionSummary = told.PreemptionSummary ?? described.PreemptionSummary,
        Tags = described.Tags,
    };

    /// <summary>
    /// Whoever submitted it may be just about to write it down, or may have died before: the tag tells of which request it came, and
    /// its failure is decided about by that.
    /// </summary>
    private async Task AdoptAsync(string jobId, DescribedServiceJob told, CancellationToken cancellation)
    {
        if (await jobs.FindAsync(jobId, cancellation) is not { Token: null, IsHandled: false } record)
        {
            return;
        }

        var tags = told.Tags ?? (await ServiceJobLook.FindAsync(batch, jobId, cancellation))?.Tags;
        if (tags?.GetValueOrDefault(Token.Tag) is { } token
            && await jobs.FindRequestAsync(token, cancellation) is { } request && (request.JobId ?? jobId) == jobId)
        {
            await jobs.RecordSubmissionAsync(jobId, request, record.CreatedAt, cancellation);
        }
    }
}

/// <summary>An event of a preemption: a job has to give its place to another.</summary>
/// <param name="Moment">Its line of the history.</param>
/// <param name="Preempted">How often the job was preempted by then; <c>null</c> where the event does not tell.</param>
internal sealed record ServiceJobPreemption(string JobId, ServiceJobMoment Moment, int? Preempted);
