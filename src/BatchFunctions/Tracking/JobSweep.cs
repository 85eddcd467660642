using Amazon.Batch.Model;
using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;
using BatchFunctions.Records;

namespace BatchFunctions.Tracking;

/// <summary>Looks at one job from which nothing has been heard for a while.</summary>
internal sealed class JobSweep(
    IWatchStore watch, IJobStore jobs, JobTracker tracker, JobEnds ends, IOutcomes outcomes, ISubmissionCounts counts, SweepSettings settings)
{
    /// <param name="known">Its record as it was just read; <c>null</c> where it is to be read.</param>
    /// <param name="detail">What AWS Batch says of it; <c>null</c> where it does not know the job.</param>
    /// <returns>Whether there was something that we had not heard.</returns>
    public async Task<bool> LookAsync(string jobId, JobRecord? known, JobDetail? detail, DateTimeOffset now, CancellationToken cancellation) =>
        detail is null
            ? await ForgetAsync(jobId, now, cancellation)
            : await CompareAsync(known ?? await jobs.FindBareAsync(jobId, cancellation), JobChangeReader.Read(detail, now), now, cancellation);

    private async Task<bool> CompareAsync(JobRecord? known, JobChange change, DateTimeOffset now, CancellationToken cancellation)
    {
        // One without a token was not submitted here. An intent that nobody has settled is looked at for itself.
        if (known is { Status.IsTerminal: false } && known.Rank == change.Rank && (known.IsAccepted || (known.Token ?? change.Token) is null))
        {
            // It stands as it is known: nothing is written.
            await LookStuckAsync(known, change, now, cancellation);
            return false;
        }

        var moved = await tracker.TakeAsync(change, cancellation);
        if (change.Status.IsTerminal)
        {
            await ends.HandleAsync(change.JobId, looks: 0, cancellation);
            return moved;
        }

        if (await jobs.FindBareAsync(change.JobId, cancellation) is { } record)
        {
            await LookStuckAsync(record, change, now, cancellation);
        }

        return moved;
    }

    private Task LookStuckAsync(JobRecord record, JobChange change, DateTimeOffset now, CancellationToken cancellation) =>
        change.Status == JobStatus.Runnable ? TellStuckAsync(record, change, now, cancellation) : Task.CompletedTask;

    private async Task TellStuckAsync(JobRecord record, JobChange change, DateTimeOffset now, CancellationToken cancellation)
    {
        if (change.StatusReason is not null && record.BlockedReason is null)
        {
            await jobs.MarkBlockedAsync(change, cancellation);
        }

        if (now - record.ChangedAt > settings.StuckAfter && !await watch.IsToldStuckAsync(record.JobId, cancellation))
        {
            // The event first: interrupted in between, it is told again, never lost.
            await outcomes.PublishAsync(OutcomeEvent.Stuck(record with { BlockedReason = record.BlockedReason ?? change.StatusReason }), cancellation);
            await watch.MarkStuckAsync(record.JobId, now, cancellation);
        }
    }

    private async Task<bool> ForgetAsync(string jobId, DateTimeOffset now, CancellationToken cancellation)
    {
        switch (await jobs.FindAsync(jobId, cancellation))
        {
            case { Status.IsTerminal: true }:
                // Its end was heard, and whoever was to act on it broke off.
                await ends.HandleAsync(jobId, looks: 0, cancellation);
                break;
            case { } record when now - record.CreatedAt < IntentRules.LongestLag:
                // AWS Batch may not describe it yet.
                return false;
            case { } record:
                // AWS: a job is kept for at least seven days after its end (user guide, job states), so it has ended unheard.
                await outcomes.PublishAsync(
                    OutcomeEvent.Finished(record with { IsForgotten = true, Cause = nameof(FailureCause.Unknown) }), cancellation);
                if (SubmissionPlace.Of(record) is { } place)
                {
                    await counts.MarkAsync([new(place, Standing.Forgotten)], cancellation);
                }

                await watch.MarkForgottenAsync(jobId, now, cancellation);
                break;
            case null:
                // The record has expired; the index follows in a moment.
                return false;
        }

        return true;
    }
}
