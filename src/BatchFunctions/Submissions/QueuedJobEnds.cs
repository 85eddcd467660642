using Amazon.Lambda.Core;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace BatchFunctions.Submissions;

/// <summary>Writes down what became of a queued job, where those who wait for it look.</summary>
internal sealed class QueuedJobEnds(ISubmissionStore submissions, LostResubmissions lost, Metrics metrics, TimeProvider time)
{
    public async Task SubmittedAsync(
        QueuedMessage message, QueuedJob job, string jobId, bool isRepetition, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Submitted(context, job, jobId, isRepetition);
        metrics.Put("Submissions", 1, "Count", ("JobQueue", JobKeys.Name(job.JobQueue)));
        metrics.Put("QueueDelay", (time.GetUtcNow() - message.QueuedTime).TotalMilliseconds, "Milliseconds", ("JobQueue", JobKeys.Name(job.JobQueue)));
        await RecordRowAsync(job, jobId, null, cancellation);
    }

    public async Task RefusedAsync(QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.Refused(context, job, reason);
        await NotSubmittedAsync(job, reason, cancellation);
    }

    /// <summary>It is among the dead letters; redriven, it may still become a job.</summary>
    public async Task GivenUpAsync(QueuedJob job, string reason, ILambdaContext context, CancellationToken cancellation)
    {
        Log.GaveUp(context, job, reason);
        await NotSubmittedAsync(job, $"Among the dead letters: {reason}", cancellation);
    }

    private async Task NotSubmittedAsync(QueuedJob job, string reason, CancellationToken cancellation)
    {
        await RecordRowAsync(job, null, reason, cancellation);
        if (job is { ResubmitOf: { } failedJobId, SubmissionId: null })
        {
            await lost.TellAsync(failedJobId, reason, cancellation);
        }
    }

    private Task RecordRowAsync(QueuedJob job, string? jobId, string? error, CancellationToken cancellation) =>
        job.SubmissionId is { } submissionId
            ? submissions.RecordRowAsync(new SubmissionRow(submissionId, job.Row, job.JobName, jobId, error), time.GetUtcNow(), cancellation)
            : Task.CompletedTask;
}
