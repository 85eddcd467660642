using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;

namespace BatchFunctions.Tracking;

/// <summary>Compares what has not moved for a while with what AWS Batch says.</summary>
internal sealed class Reconciler(
    IWatchStore watch, IJobStore jobs, IIntentStore intents, IBatchJobs batch, JobTracker tracker, FailureHandler failures, IOutcomes outcomes, SweepSettings settings)
{
    // AWS: DescribeJobs takes up to 100 ids (API_DescribeJobs).
    public const int RoundSize = 100;

    /// <summary>One round.</summary>
    /// <param name="now">The start of the sweep: what this sweep has looked at counts as moved then.</param>
    public async Task<SweepRound> RunAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var stale = await watch.StaleAsync(now - settings.StaleAfter, RoundSize, cancellation);
        var ids = stale.Select(item => item.JobId).OfType<string>().ToList();
        var details = (await batch.DescribeAsync(ids, cancellation)).ToDictionary(job => job.JobId);
        var repaired = 0;
        foreach (var item in stale)
        {
            var moved = item.JobId is { } jobId
                ? details.TryGetValue(jobId, out var detail)
                    ? await CompareAsync(item, JobNews.Read(detail, now), now, cancellation)
                    : await ForgetAsync(jobId, cancellation)
                : await SettleAsync(item, now, cancellation);
            repaired += moved ? 1 : 0;
        }

        return new SweepRound(stale.Count, repaired);
    }

    private async Task<bool> CompareAsync(WatchedItem item, JobChange change, DateTimeOffset now, CancellationToken cancellation)
    {
        var moved = await tracker.TakeAsync(change, cancellation);
        if (change.Status.IsTerminal)
        {
            await failures.HandleAsync(change.JobId, looks: 0, cancellation);
            return moved;
        }

        await watch.TouchAsync(item, now, cancellation);
        if (change.Status == JobStatus.Runnable && await jobs.FindAsync(change.JobId, cancellation) is { } record)
        {
            await TellStuckAsync(record, change, now, cancellation);
        }

        return moved;
    }

    private async Task TellStuckAsync(JobRecord record, JobChange change, DateTimeOffset now, CancellationToken cancellation)
    {
        if (change.StatusReason is not null && record.BlockedReason is null)
        {
            await jobs.MarkBlockedAsync(change, cancellation);
        }

        if (now - record.ChangedAt > settings.StuckAfter && await watch.MarkStuckAsync(record.JobId, now, cancellation))
        {
            await outcomes.PublishAsync(OutcomeEvent.Stuck(record with { BlockedReason = record.BlockedReason ?? change.StatusReason }), cancellation);
        }
    }

    private async Task<bool> ForgetAsync(string jobId, CancellationToken cancellation)
    {
        await watch.MarkForgottenAsync(jobId, cancellation);
        return true;
    }

    /// <summary>An intent whose caller never came back: its job is looked for once; if there is none, it was never submitted.</summary>
    private async Task<bool> SettleAsync(WatchedItem item, DateTimeOffset now, CancellationToken cancellation)
    {
        if (item.Token is not { } token || await intents.FindAsync(token, cancellation) is not { IsSettled: false } intent)
        {
            await watch.DropAsync(item, cancellation);
            return false;
        }

        if (intent.LeaseUntil > now)
        {
            await watch.TouchAsync(item, now, cancellation);
            return false;
        }

        if (await batch.FindByTokenAsync(intent.JobQueue, intent.JobName, token, intent.CreatedAt, cancellation) is not { } jobId)
        {
            await watch.DropAsync(item, cancellation);
            return false;
        }

        await intents.SettleAsync(token, jobId, cancellation);
        await jobs.RecordSubmissionAsync(intent.AsSubmitted(jobId), cancellation);
        return true;
    }
}
