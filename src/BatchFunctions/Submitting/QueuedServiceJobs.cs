using Amazon.Batch;
using Amazon.Lambda.Core;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;
using BatchFunctions.ServiceJobs;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Wire;

namespace BatchFunctions.Submitting;

/// <summary>
/// Submits the next try of a failed service job, as it is written on its record. Idempotent by the failed job: its next try has one
/// token, which AWS Batch gets as the client token.
/// </summary>
internal sealed class QueuedServiceJobs(
    IServiceJobStore jobs, ServiceJobTracker tracker, ServiceJobSubmitter submitter, IOutcomes outcomes, ISubmitQueue queue, RetryPlan retries, TimeProvider time)
{
    // AWS: SubmitServiceJob takes 5 a second (Batch quotas); what comes after a throttled one waits longer than that.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public async Task SubmitAsync(QueuedMessage message, string failedJobId, ILambdaContext context, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (RetryPlan.DelayUntil(message, now) is var rest && rest > TimeSpan.Zero)
        {
            await queue.SendAsync([message], rest, cancellation);
            return;
        }

        var token = FailureDecision.TokenOf(failedJobId);
        if (await jobs.FindAsync(failedJobId, cancellation) is not { Verdict.Tries: [var next] } job
            || await tracker.RequestOfAsync(job, cancellation) is not { } stored
            || await jobs.ClaimAsync(failedJobId, token, now, now - IntentRules.AbandonAfter, cancellation) is not { } claim || claim.Token != token)
        {
            // Its record has expired, or somebody else has resubmitted it: nothing is lost.
            Log.NoNextTry(context, failedJobId);
            return;
        }

        try
        {
            var request = ServiceJobRequest.StandIn(job, stored, ServiceResubmitRules.Body(stored, next.Changes), token, now);
            Log.ServiceJobSubmitted(context, failedJobId, await submitter.SubmitAsync(request, cancellation));
        }
        catch (AmazonBatchException exception) when (exception.IsRefusal)
        {
            Log.NextTryRefused(context, failedJobId);
            await TellAsync(failedJobId, token, $"Its resubmission was not taken: {exception.Message}", cancellation);
        }
        catch (AmazonBatchException exception)
        {
            await TryAgainAsync(message, failedJobId, token, exception.Message, context, cancellation);
        }
    }

    /// <summary>AWS Batch has not taken it this time.</summary>
    private async Task TryAgainAsync(QueuedMessage message, string failedJobId, string token, string why, ILambdaContext context, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var since = message.TriedSince is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(first) : now;
        var tried = message with { Tries = message.Tries + 1, TriedSince = since.ToUnixTimeMilliseconds() };
        if (!retries.IsOver(since, now))
        {
            var delay = RetryPlan.Longer(Pause, RetryPlan.Pause(tried.Tries));
            Log.NextTryPutBack(context, failedJobId, delay.TotalSeconds);
            await queue.SendAsync([tried], delay, cancellation);
            return;
        }

        // Tries begin anew when somebody redrives it.
        await queue.GiveUpAsync(message with { Tries = 0, TriedSince = null, QueuedAt = now.ToUnixTimeMilliseconds() }, why, cancellation);
        await TellAsync(failedJobId, token, $"Its resubmission was not taken: Among the dead letters: {why} ({tried.Tries} tries)", cancellation);
    }

    /// <summary>Takes the decision back, and tells that nothing stands in for the failed job.</summary>
    private async Task TellAsync(string failedJobId, string token, string why, CancellationToken cancellation)
    {
        if (await jobs.TakeBackAsync(failedJobId, token, why, cancellation) is { Verdict.IsTakenBack: true } job)
        {
            await outcomes.PublishAsync(ServiceOutcomes.Decided(job), cancellation);
        }
    }
}
