using Amazon.Batch;
using BatchFunctions.Intents;
using BatchFunctions.Lambda;
using BatchFunctions.Outcomes;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tracking;

/// <summary>The laps over service jobs: AWS Batch describes them one by one.</summary>
internal sealed class ServiceJobLaps(
    ServiceSweepCursor cursor, IServiceJobStore jobs, IAmazonBatch batch, ServiceJobSweep looks, SweepSettings settings, Metrics metrics)
    : Laps(cursor.Cursors, settings, metrics)
{
    /// <summary>Most stacks have no service job, and pay nothing for those.</summary>
    protected override async Task<bool> IsAnyOpenAsync(DateTimeOffset before, CancellationToken cancellation) =>
        (await jobs.OpenAsync(DateTimeOffset.UnixEpoch, before, null, 1, cancellation)).Count > 0;

    protected override async Task<IReadOnlyList<OpenJob>> OpenAsync(SweepCursor cursor, int limit, CancellationToken cancellation) =>
        [.. (await jobs.OpenAsync(cursor.Since, cursor.Before, cursor.After, limit, cancellation)).Select(job => new OpenJob(job.JobId, job.Place))];

    protected override async Task<Func<string, Task<bool>>> LookAtAsync(string[] jobIds, DateTimeOffset now, CancellationToken cancellation)
    {
        var records = (await jobs.FindManyAsync(jobIds, cancellation)).ToDictionary(job => job.JobId);

        return async jobId => await looks.LookAsync(jobId, records.GetValueOrDefault(jobId), await ServiceJobLook.FindAsync(batch, jobId, cancellation), now, cancellation);
    }

    protected override WatchedItem Item(string jobId) => new(null, null, null, jobId);

    protected override Task DropAsync(string jobId, CancellationToken cancellation) => jobs.DropAsync(jobId, cancellation);
}

/// <summary>Where the sweep of open service jobs has come to.</summary>
internal sealed record ServiceSweepCursor(ISweepCursor Cursors);

/// <summary>Looks at one service job from which nothing has been heard for a while.</summary>
internal sealed class ServiceJobSweep(IServiceJobStore jobs, ServiceJobTracker tracker, ServiceJobEnds ends, IOutcomes outcomes, SweepSettings settings)
{
    /// <param name="known">Its record as it was just read; <c>null</c> where it is to be read.</param>
    /// <param name="detail">What AWS Batch says of it; <c>null</c> where it does not know the job.</param>
    /// <returns>Whether there was something that we had not heard.</returns>
    public async Task<bool> LookAsync(string jobId, ServiceJobRecord? known, DescribedServiceJob? detail, DateTimeOffset now, CancellationToken cancellation)
    {
        known ??= await jobs.FindAsync(jobId, cancellation);
        if (known is null)
        {
            // The record has expired; the index follows in a moment.
            return false;
        }

        if (known.IsOver)
        {
            // Its end was heard, and whoever was to act on it broke off.
            await ends.HandleAsync(jobId, cancellation);
            return true;
        }

        return detail is null
            ? await ForgetAsync(known, now, cancellation)
            : await CompareAsync(known, detail, now, cancellation);
    }

    private async Task<bool> CompareAsync(ServiceJobRecord known, DescribedServiceJob detail, DateTimeOffset now, CancellationToken cancellation)
    {
        var news = ServiceJobReader.Read(detail, now);
        if (!news.IsOver && news.Rank <= known.Rank)
        {
            // It stands as it is known: nothing is written.
            await LookStuckAsync(known, news, now, cancellation);
            return false;
        }

        var (_, moved) = await tracker.TakeAsync(detail, now, cancellation);
        if (news.IsOver)
        {
            await ends.HandleAsync(known.JobId, cancellation);
        }
        else if (await jobs.FindAsync(known.JobId, cancellation) is { } record)
        {
            await LookStuckAsync(record, news, now, cancellation);
        }

        return moved;
    }

    private async Task LookStuckAsync(ServiceJobRecord record, ServiceJobRecord news, DateTimeOffset now, CancellationToken cancellation)
    {
        if (news.Status != ServiceJobStatuses.Runnable)
        {
            return;
        }

        if (news.StatusReason is not null && record.BlockedReason is null)
        {
            await jobs.MarkBlockedAsync(news, cancellation);
        }

        if (now - record.At > settings.StuckAfter && !record.IsToldStuck)
        {
            // The event first: interrupted in between, it is told again, never lost.
            await outcomes.PublishAsync(ServiceOutcomes.Stuck(record with { BlockedReason = record.BlockedReason ?? news.StatusReason }), cancellation);
            await jobs.MarkStuckAsync(record.JobId, now, cancellation);
        }
    }

    private async Task<bool> ForgetAsync(ServiceJobRecord known, DateTimeOffset now, CancellationToken cancellation)
    {
        if (now - known.CreatedAt < IntentRules.LongestLag)
        {
            // AWS Batch may not describe it yet.
            return false;
        }

        await outcomes.PublishAsync(ServiceOutcomes.Finished(known with { IsForgotten = true, Cause = nameof(Jobs.FailureCause.Unknown) }), cancellation);
        await jobs.MarkForgottenAsync(known.JobId, now, cancellation);

        return true;
    }
}
