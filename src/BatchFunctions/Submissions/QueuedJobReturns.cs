using Amazon.Lambda.Core;

namespace BatchFunctions.Submissions;

/// <summary>Puts back on the queue what cannot be submitted yet, and among the dead letters what has been there too long.</summary>
internal sealed class QueuedJobReturns(ISubmitQueue queue, QueuedJobEnds ends, RetryPlan retries, TimeProvider time)
{
    /// <summary>Holds back a message whose time has not come.</summary>
    /// <returns>False where it has.</returns>
    public async Task<bool> HoldBackAsync(QueuedMessage message, CancellationToken cancellation)
    {
        var rest = RetryPlan.DelayUntil(message, time.GetUtcNow());
        if (rest <= TimeSpan.Zero)
        {
            return false;
        }

        await queue.SendAsync([message], rest, cancellation);
        return true;
    }

    /// <summary>The job waits for another one; that is no try.</summary>
    public Task WaitAsync(QueuedMessage message, QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        if (RetryPlan.HasWaitedTooLong(message.QueuedTime, time.GetUtcNow()))
        {
            return GiveUpAsync(message, job, reason, context, cancellation);
        }

        var delay = RetryPlan.Pause(message.Waits);
        Log.PutBack(context, job, delay.TotalSeconds, reason);

        return queue.SendAsync([message with { Waits = message.Waits + 1 }], delay, cancellation);
    }

    /// <summary>AWS Batch has not taken it this time.</summary>
    public Task TryAgainAsync(
        QueuedMessage message, QueuedJob job, TimeSpan pause, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var since = message.TriedSince is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(first) : now;
        var tried = message with { Tries = message.Tries + 1, TriedSince = since.ToUnixTimeMilliseconds() };
        if (retries.IsOver(since, now))
        {
            return GiveUpAsync(tried, job, $"{reason} ({tried.Tries} tries)", context, cancellation);
        }

        var delay = RetryPlan.Longer(pause, RetryPlan.Pause(tried.Tries));
        Log.PutBack(context, job, delay.TotalSeconds, reason);

        return queue.SendAsync([tried], delay, cancellation);
    }

    private async Task GiveUpAsync(QueuedMessage message, QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        // Tries begin anew when somebody redrives it.
        await queue.GiveUpAsync(message with { Tries = 0, TriedSince = null, Waits = 0, QueuedAt = time.GetUtcNow().ToUnixTimeMilliseconds() }, reason, cancellation);
        await ends.GivenUpAsync(message, job, reason, context, cancellation);
    }
}
