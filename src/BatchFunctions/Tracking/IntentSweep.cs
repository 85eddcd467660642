using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>Looks at one accepted request whose submitter has not come back.</summary>
internal sealed class IntentSweep(IWatchStore watch, IIntentStore intents, IBatchJobs batch, IntentEnds ends)
{
    /// <returns>Whether its fate is known now, and was not before.</returns>
    public async Task<bool> LookAsync(WatchedItem item, DateTimeOffset now, CancellationToken cancellation)
    {
        if (item.Token is not { } token || await intents.FindAsync(token, cancellation) is not { IsSettled: false } intent)
        {
            await watch.DropAsync(item, cancellation);
            return false;
        }

        if (intent.LeaseUntil > now)
        {
            return false;
        }

        if (await batch.FindByTokenAsync(intent.JobQueue, intent.JobName, token, intent.CreatedAt, cancellation) is { } jobId)
        {
            await ends.SettleAsync(intent, jobId, now, cancellation);
            return true;
        }

        if (now - intent.CreatedAt < IntentRules.AbandonAfter)
        {
            return false;
        }

        await ends.AbandonAsync(intent, now, cancellation);
        return true;
    }
}
