using System.Diagnostics;
using Amazon.Batch;
using Amazon.Lambda.Core;
using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Outcomes;
using BatchFunctions.ServiceJobs;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Wire;

namespace BatchFunctions.Submitting;

/// <summary>Submits one queued job: waits for what it depends on, keeps the pace, and puts back what has to wait.</summary>
internal sealed class QueuedJobSubmitter(
    DependencyResolver dependencies, Successors successors, JobSubmitter submitter, Pace pace, QueuedJobReturns returns, QueuedJobEnds ends)
{
    public async Task SubmitAsync(QueuedMessage message, JobRequest job, ILambdaContext context, CancellationToken cancellation)
    {
        if (await returns.HoldBackAsync(message, cancellation))
        {
            return;
        }

        // Each time anew, however long ago it was decided: somebody may have resubmitted the failed job since.
        if (job.ResubmitOf is { } failedJobId && await successors.ClaimAsync(failedJobId, job.Token, cancellation) is { } other)
        {
            var reason = $"Another request stands in for {failedJobId}: {other.JobId ?? other.Token}.";
            await dependencies.RefuseAsync(job, reason, cancellation);
            await ends.ReplacedAsync(message, job, reason, context, cancellation);
            return;
        }

        switch (await dependencies.ResolveAsync(job, cancellation))
        {
            case Resolution.Ready(var request):
                await pace.WaitAsync(cancellation);
                await ActAsync(message, job, await submitter.SubmitAsync(request, cancellation), context, cancellation);
                break;
            case Resolution.Hopeless(var reason):
                await dependencies.RefuseAsync(job, reason, cancellation);
                await ends.RefusedAsync(message, job, reason, context, cancellation);
                break;
            case Resolution.Waiting(var forName):
                await returns.WaitAsync(message, job, $"waits for '{forName}'", context, cancellation);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private Task ActAsync(
        QueuedMessage message, JobRequest job, SubmitOutcome outcome, ILambdaContext context, CancellationToken cancellation) => outcome switch
        {
            SubmitOutcome.Submitted(var jobId, var isRepetition) => ends.SubmittedAsync(message, job, jobId, isRepetition, context, cancellation),
            SubmitOutcome.Refused(var reason) => ends.RefusedAsync(message, job, reason, context, cancellation),
            SubmitOutcome.Conflicting => ends.RefusedAsync(message, job, "Another request stands under the same token.", context, cancellation),
            SubmitOutcome.NotYet { IsTry: false, Reason: var reason } => returns.WaitAsync(message, job, reason, context, cancellation),
            SubmitOutcome.NotYet(var pause, var reason) => returns.TryAgainAsync(message, job, pause, reason, context, cancellation),
            _ => throw new UnreachableException(),
        };
}

/// <summary>
/// Keeps SubmitJob calls apart. Each worker keeps to its share of the stack's rate, and the queue's event source never
/// runs more workers than the rate is shared by; so all together keep to it without talking to each other.
/// </summary>
internal sealed class Pace(double callsPerSecond, TimeProvider time)
{
    /// <summary>What may be caught up on after a pause: the way from one batch of the queue to the next would else be lost to the rate.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _gap = TimeSpan.FromSeconds(1 / callsPerSecond);

    private readonly Lock _lock = new();

    private long? _start;

    /// <summary>When the next call may be made, counted from <see cref="_start"/>.</summary>
    private TimeSpan _next;

    /// <summary>Waits until the next call may be made. Calls that wait side by side go in the order in which they came.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        var pause = Reserve();

        return pause > TimeSpan.Zero ? Task.Delay(pause, time, cancellation) : Task.CompletedTask;
    }

    private TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start ??= time.GetTimestamp());
            var turn = _next > now - CatchUp ? _next : now - CatchUp;
            _next = turn + _gap;

            return turn - now;
        }
    }
}

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
