using System.Diagnostics;
using Amazon.Lambda.Core;
using BatchFunctions.Jobs;

namespace BatchFunctions.Submissions;

/// <summary>Submits one queued job: waits for what it depends on, keeps the pace, and puts back what has to wait.</summary>
internal sealed class QueuedJobSubmitter(
    DependencyResolver dependencies, JobSubmitter submitter, ISubmissionStore submissions, ISubmitQueue queue, Pace pace, RetryPlan retries, Metrics metrics, TimeProvider time)
{
    public async Task SubmitAsync(QueuedMessage message, QueuedJob job, ILambdaContext context, CancellationToken cancellation)
    {
        if (RetryPlan.DelayUntil(message, time.GetUtcNow()) is var rest && rest > TimeSpan.Zero)
        {
            await queue.SendAsync([message], rest, cancellation);
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
                await RefuseAsync(job, reason, context, cancellation);
                break;
            case Resolution.Waiting(var forName):
                await WaitAsync(message, job, $"waits for '{forName}'", context, cancellation);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private Task ActAsync(
        QueuedMessage message, QueuedJob job, SubmitOutcome outcome, ILambdaContext context, CancellationToken cancellation) => outcome switch
        {
            SubmitOutcome.Submitted(var jobId, var isRepetition) => RecordAsync(message, job, jobId, isRepetition, context, cancellation),
            SubmitOutcome.Refused(var reason) => RefuseAsync(job, reason, context, cancellation),
            SubmitOutcome.Conflicting => RefuseAsync(job, "Another request stands under the same token.", context, cancellation),
            SubmitOutcome.NotYet(var pause, var reason) => TryAgainAsync(message, job, pause, reason, context, cancellation),
            _ => throw new UnreachableException(),
        };

    private async Task RecordAsync(
        QueuedMessage message, QueuedJob job, string jobId, bool isRepetition, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Submitted(context, job, jobId, isRepetition);
        metrics.Put("Submissions", 1, "Count", ("JobQueue", JobKeys.Name(job.JobQueue)));
        metrics.Put("QueueDelay", (time.GetUtcNow() - message.QueuedTime).TotalMilliseconds, "Milliseconds", ("JobQueue", JobKeys.Name(job.JobQueue)));
        await RecordRowAsync(job, jobId, null, cancellation);
    }

    private async Task RefuseAsync(QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Refused(context, job, reason);
        await RecordRowAsync(job, null, reason, cancellation);
    }

    private Task WaitAsync(QueuedMessage message, QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        if (RetryPlan.HasWaitedTooLong(message.QueuedTime, time.GetUtcNow()))
        {
            return GiveUpAsync(message, job, reason, context, cancellation);
        }

        var delay = RetryPlan.Pause(message.Waits);
        Log.PutBack(context, job, delay.TotalSeconds, reason);

        return queue.SendAsync([message with { Waits = message.Waits + 1 }], delay, cancellation);
    }

    private Task TryAgainAsync(
        QueuedMessage message, QueuedJob job, TimeSpan pause, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        var tried = message with { Tries = message.Tries + 1 };
        if (retries.IsOver(tried.Tries))
        {
            return GiveUpAsync(tried, job, $"{reason} ({tried.Tries} tries)", context, cancellation);
        }

        var delay = RetryPlan.Longer(pause, RetryPlan.Pause(tried.Tries));
        Log.PutBack(context, job, delay.TotalSeconds, reason);

        return queue.SendAsync([tried], delay, cancellation);
    }

    private async Task GiveUpAsync(QueuedMessage message, QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.GaveUp(context, job, reason);
        // Tries begin anew when somebody redrives it.
        await queue.GiveUpAsync(message with { Tries = 0, Waits = 0, QueuedAt = time.GetUtcNow().ToUnixTimeMilliseconds() }, reason, cancellation);
        await RecordRowAsync(job, null, $"Among the dead letters: {reason}", cancellation);
    }

    private Task RecordRowAsync(QueuedJob job, string? jobId, string? error, CancellationToken cancellation) =>
        job.SubmissionId is { } submissionId
            ? submissions.RecordRowAsync(new SubmissionRow(submissionId, job.Row, job.JobName, jobId, error), time.GetUtcNow(), cancellation)
            : Task.CompletedTask;
}
