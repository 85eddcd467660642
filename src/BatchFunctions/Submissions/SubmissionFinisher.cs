using Amazon.Lambda.Core;
using BatchFunctions.Outcomes;

namespace BatchFunctions.Submissions;

/// <summary>Writes the result of a submission once AWS Batch has answered for each of its jobs. Safe to repeat.</summary>
internal sealed class SubmissionFinisher(ISubmissionStore submissions, ISubmitQueue queue, ResultWriter results, IOutcomes outcomes, TimeProvider time)
{
    public async Task FinishAsync(QueuedMessage message, string submissionId, ILambdaContext context, CancellationToken cancellation)
    {
        var submission = await submissions.FindAsync(submissionId, cancellation);
        if (submission is null or { State: SubmissionState.Finished })
        {
            return;
        }

        var rows = await submissions.RowsAsync(submissionId, cancellation);
        if (rows.Count < submission.Total && !RetryPlan.HasWaitedTooLong(message.QueuedTime, time.GetUtcNow()))
        {
            await queue.SendAsync([message with { Waits = message.Waits + 1 }], RetryPlan.Pause(message.Waits), cancellation);
            return;
        }

        // The result first: one who finds the submission finished also finds it.
        await results.WriteAsync(submission, rows, cancellation);
        var submitted = rows.Count(row => row.JobId is not null);
        await outcomes.PublishAsync(OutcomeEvent.Finished(submission, submitted, rows.Count - submitted), cancellation);
        await submissions.MarkFinishedAsync(submissionId, time.GetUtcNow(), cancellation);
        Log.Finished(context, submissionId, submitted, rows.Count - submitted);
    }
}
