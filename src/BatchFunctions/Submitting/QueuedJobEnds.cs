using Amazon.Lambda.Core;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Submitting;

/// <summary>Writes down what became of a queued job, where those who wait for it look.</summary>
internal sealed class QueuedJobEnds(SubmissionRows rows, LostResubmissions lost, Metrics metrics, TimeProvider time)
{
    public async Task SubmittedAsync(
        QueuedMessage message, JobRequest job, string jobId, bool isRepetition, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Submitted(context, job, jobId, isRepetition);
        metrics.Queued(job.JobQueue, time.GetUtcNow() - message.QueuedTime);
        await RecordRowAsync(message, job, jobId, null, cancellation);
        if (job.ResubmitOf is { } failedJobId)
        {
            await lost.TellIfTakenBackAsync(failedJobId, job.Token, cancellation);
        }
    }

    public async Task RefusedAsync(QueuedMessage message, JobRequest job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Refused(context, job);
        await NotSubmittedAsync(message, job, reason, cancellation);
    }

    /// <summary>Another request stands in for the failed job; so nothing is lost, whatever was decided.</summary>
    public async Task ReplacedAsync(QueuedMessage message, JobRequest job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Refused(context, job);
        await RecordRowAsync(message, await lost.PlacedAsync(job, cancellation), null, reason, cancellation);
    }

    /// <summary>It is among the dead letters; redriven, it may still become a job.</summary>
    public async Task GivenUpAsync(QueuedMessage message, JobRequest job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.GaveUp(context, job, reason);
        await NotSubmittedAsync(message, job, $"Among the dead letters: {reason}", cancellation);
    }

    private async Task NotSubmittedAsync(QueuedMessage message, JobRequest job, string reason, CancellationToken cancellation)
    {
        if (job.ResubmitOf is { } failedJobId)
        {
            await lost.TellAsync(failedJobId, job.Token, reason, cancellation);
        }

        // Last, for the failed job may get its place at this moment: whoever gives it sees what was taken back, or we see the place.
        await RecordRowAsync(message, await lost.PlacedAsync(job, cancellation), null, reason, cancellation);
    }

    private Task RecordRowAsync(QueuedMessage message, JobRequest job, string? jobId, string? error, CancellationToken cancellation) =>
        rows.RecordAsync(job, jobId, error, message.QueuedTime, time.GetUtcNow(), cancellation);
}

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
    public Task WaitAsync(QueuedMessage message, JobRequest job, string reason, ILambdaContext context, CancellationToken cancellation)
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
        QueuedMessage message, JobRequest job, TimeSpan pause, string reason, ILambdaContext context, CancellationToken cancellation)
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

    private async Task GiveUpAsync(QueuedMessage message, JobRequest job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        // Tries begin anew when somebody redrives it.
        await queue.GiveUpAsync(message with { Tries = 0, TriedSince = null, Waits = 0, QueuedAt = time.GetUtcNow().ToUnixTimeMilliseconds() }, reason, cancellation);
        await ends.GivenUpAsync(message, job, reason, context, cancellation);
    }
}
