using Amazon.Lambda.Core;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Tracking;

/// <summary>
/// Looks at accepted requests and submissions that have not moved for a while, and at jobs of earlier versions. An item that fails is counted, logged, given up where
/// it gets no better, and stops no other.
/// </summary>
internal sealed class Reconciler(IWatchStore watch, IBatchJobs batch, SweepLooks looks, SweepSettings settings, Metrics metrics)
{
    // AWS: DescribeJobs takes up to 100 ids (API_DescribeJobs).
    public const int RoundSize = 100;

    /// <summary>One round.</summary>
    /// <param name="now">The start of the sweep: what this sweep has looked at counts as moved then.</param>
    /// <param name="calls">What the whole sweep may spend on searches.</param>
    /// <exception cref="OperationCanceledException">The time is over; the next sweep goes on with what was not looked at.</exception>
    public async Task<SweepRound> RunAsync(DateTimeOffset now, SweepCalls calls, ILambdaContext context, CancellationToken cancellation)
    {
        var stale = await watch.StaleAsync(now - settings.StaleAfter, RoundSize, cancellation);
        var facts = new JobFacts(batch, [.. stale.Select(item => item.JobId).OfType<string>()]);
        var (repaired, failed) = (0, 0);
        foreach (var item in stale)
        {
            using var scope = LogScope.Begin();
            LogScope.About(item.JobId, item.SubmissionId);
            try
            {
                // First of all to the end of the order: an item that ends the process stops this sweep, but never the next one.
                await watch.TouchAsync(item, now, cancellation);
                repaired += await LookAsync(item, facts, calls, now, cancellation) ? 1 : 0;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && !cancellation.IsCancellationRequested)
            {
                failed++;
                metrics.SweepFailed(item.Kind);
                Log.ItemFailed(context, item, exception);
            }
        }

        return new SweepRound(stale.Count, repaired, failed);
    }

    private async Task<bool> LookAsync(WatchedItem item, JobFacts facts, SweepCalls calls, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            return item switch
            {
                { JobId: { } jobId } => await looks.Jobs.LookAsync(jobId, null, await facts.OfAsync(jobId, cancellation), now, cancellation),
                { SubmissionId: { } id } => await looks.Submissions.LookAsync(id, now, cancellation),
                _ => await looks.Intents.LookAsync(item, now, calls, cancellation),
            };
        }
        catch (InvalidDataException)
        {
            // A record that cannot be read gets no better by looking at it again; the alarm on failed items tells of it.
            await watch.DropAsync(item, cancellation);
            throw;
        }
    }
}

/// <summary>How the sweep looks at each kind of thing that is not over yet.</summary>
internal sealed record SweepLooks(JobSweep Jobs, IntentSweep Intents, SubmissionSweep Submissions);

/// <summary>One round of the sweep.</summary>
/// <param name="Looked">Items compared.</param>
/// <param name="Repaired">Items of which we had not heard the news.</param>
/// <param name="Failed">Items that could not be compared; each is looked at again by a later sweep, or was given up.</param>
internal sealed record SweepRound(int Looked, int Repaired, int Failed = 0);

/// <summary>When the sweep looks at something, and when it raises its voice.</summary>
/// <param name="StaleAfter">Time without news after which a job is compared with AWS Batch.</param>
/// <param name="StuckAfter">Time in RUNNABLE after which a job is told to be stuck.</param>
internal sealed record SweepSettings(TimeSpan StaleAfter, TimeSpan StuckAfter);

/// <summary>What is not over yet, for the sweep.</summary>
internal interface IWatchStore
{
    /// <summary>Open jobs, each in a place that it keeps until it is over.</summary>
    /// <param name="since">Jobs created at that time or later.</param>
    /// <param name="before">Jobs created before that time.</param>
    /// <param name="after">The place of the last one of the page before; <c>null</c> for the first page.</param>
    /// <returns>Fewer than <paramref name="limit"/> at the end only.</returns>
    Task<IReadOnlyList<OpenJob>> OpenJobsAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation);

    /// <summary>Intents and submissions that have not moved since <paramref name="before"/>, and jobs of earlier versions, longest unmoved first.</summary>
    Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation);

    /// <summary>Puts an item to the end of the order: it was looked at, and stands as we know it. A job of an earlier version goes to the other open jobs.</summary>
    Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Takes an item out of the order.</summary>
    Task DropAsync(WatchedItem item, CancellationToken cancellation);

    /// <summary>Marks a job that AWS Batch does not know any more, and takes it out of the order.</summary>
    Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Whether it is noted that a job was told to be stuck.</summary>
    Task<bool> IsToldStuckAsync(string jobId, CancellationToken cancellation);

    /// <summary>Notes that a job was told to be stuck.</summary>
    Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation);
}

/// <summary>A job that is not over, or not all done about.</summary>
/// <param name="Place">Where it stands among them, as the store tells it.</param>
internal sealed record OpenJob(string JobId, string Place);

/// <summary>Something that is not over yet: a job, an intent, a submission or a service job, whichever is named.</summary>
internal sealed record WatchedItem(string? JobId, string? Token, string? SubmissionId = null, string? ServiceJobId = null)
{
    /// <summary>What it is, as metrics and log lines name it.</summary>
    public string Kind => this switch
    {
        { ServiceJobId: not null } => "SERVICE_JOB",
        { JobId: not null } => "JOB",
        { SubmissionId: not null } => "SUBMISSION",
        _ => "INTENT",
    };
}

/// <summary>
/// Looks at a submission whose jobs may not all be on the queue. Whoever took it in may still go on, or be asked again;
/// after an hour it is finished if all its jobs are known, else given up in words.
/// </summary>
internal sealed class SubmissionSweep(IWatchStore watch, ISubmissionStore submissions, ISubmitQueue queue)
{
    /// <returns>Whether its fate is known now, and was not before.</returns>
    public async Task<bool> LookAsync(string submissionId, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await submissions.FindAsync(submissionId, cancellation) is not { State: SubmissionState.Accepted } submission)
        {
            await watch.DropAsync(new WatchedItem(null, null, submissionId), cancellation);
            return false;
        }

        if (now - (submission.ReopenedAt ?? submission.CreatedAt) < IntentRules.AbandonAfter)
        {
            return false;
        }

        // The message first: interrupted in between, it is sent again, which does no harm.
        await queue.SendAsync([SubmissionMessages.Finish(submissionId, now)], TimeSpan.Zero, cancellation);
        if ((await submissions.RowsAsync(submissionId, cancellation)).Count < submission.Total)
        {
            await submissions.MarkCutOffAsync(submissionId, now, cancellation);
        }
        else
        {
            await submissions.MarkQueuedAsync(submissionId, cancellation);
        }

        return true;
    }
}
