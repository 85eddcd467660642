using Amazon.Lambda.Core;
using BatchFunctions.Failures;

namespace BatchFunctions.Submissions;

/// <summary>Writes down what became of a queued job, where those who wait for it look.</summary>
internal sealed class QueuedJobEnds(SubmissionRows rows, LostResubmissions lost, Metrics metrics, TimeProvider time)
{
    public async Task SubmittedAsync(
        QueuedMessage message, QueuedJob job, string jobId, bool isRepetition, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Submitted(context, job, jobId, isRepetition);
        metrics.Queued(job.JobQueue, time.GetUtcNow() - message.QueuedTime);
        await RecordRowAsync(message, job, jobId, null, cancellation);
        if (job.ResubmitOf is { } failedJobId)
        {
            await lost.TellIfTakenBackAsync(failedJobId, job.Token, cancellation);
        }
    }

    public async Task RefusedAsync(QueuedMessage message, QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Refused(context, job);
        await NotSubmittedAsync(message, job, reason, cancellation);
    }

    /// <summary>Another request stands in for the failed job; so nothing is lost, whatever was decided.</summary>
    public Task ReplacedAsync(QueuedMessage message, QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Refused(context, job);

        return RecordRowAsync(message, job, null, reason, cancellation);
    }

    /// <summary>It is among the dead letters; redriven, it may still become a job.</summary>
    public async Task GivenUpAsync(QueuedMessage message, QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.GaveUp(context, job, reason);
        await NotSubmittedAsync(message, job, $"Among the dead letters: {reason}", cancellation);
    }

    private async Task NotSubmittedAsync(QueuedMessage message, QueuedJob job, string reason, CancellationToken cancellation)
    {
        await RecordRowAsync(message, job, null, reason, cancellation);
        if (job.ResubmitOf is { } failedJobId)
        {
            await lost.TellAsync(failedJobId, job.Token, reason, cancellation);
        }
    }

    private Task RecordRowAsync(QueuedMessage message, QueuedJob job, string? jobId, string? error, CancellationToken cancellation) =>
        job.SubmissionId is { } submissionId
            ? rows.RecordAsync(new SubmissionRow(submissionId, job.Row, job.JobName, jobId, error), message.QueuedTime, time.GetUtcNow(), cancellation)
            : Task.CompletedTask;
}
