using Amazon.Lambda.Core;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;

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
