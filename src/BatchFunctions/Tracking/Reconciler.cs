using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>Compares what has not moved for a while with what AWS Batch says.</summary>
internal sealed class Reconciler(IWatchStore watch, IBatchJobs batch, JobSweep jobs, IntentSweep intents, SweepSettings settings)
{
    // AWS: DescribeJobs takes up to 100 ids (API_DescribeJobs).
    public const int RoundSize = 100;

    /// <summary>One round.</summary>
    /// <param name="now">The start of the sweep: what this sweep has looked at counts as moved then.</param>
    /// <param name="calls">What the whole sweep may spend on searches.</param>
    public async Task<SweepRound> RunAsync(DateTimeOffset now, SweepCalls calls, CancellationToken cancellation)
    {
        var stale = await watch.StaleAsync(now - settings.StaleAfter, RoundSize, cancellation);
        var ids = stale.Select(item => item.JobId).OfType<string>().ToList();
        var details = (await batch.DescribeAsync(ids, cancellation)).ToDictionary(job => job.JobId);
        var repaired = 0;
        foreach (var item in stale)
        {
            // First of all to the end of the order: an item that fails stops this sweep, but never the next one.
            await watch.TouchAsync(item, now, cancellation);
            var moved = item.JobId is { } jobId
                ? await jobs.LookAsync(jobId, details.GetValueOrDefault(jobId), now, cancellation)
                : await intents.LookAsync(item, now, calls, cancellation);
            repaired += moved ? 1 : 0;
        }

        return new SweepRound(stale.Count, repaired);
    }
}
