using Amazon.Lambda.Core;
using BatchFunctions.Outcomes;

namespace BatchFunctions.Submissions;

/// <summary>Writes the result of a submission once AWS Batch has answered for each of its jobs. Safe to repeat.</summary>
internal sealed class SubmissionFinisher(ISubmissionStore submissions, ISubmitQueue queue, ResultWriter results, IOutcomes outcomes, TimeProvider time)
{
    public async Task FinishAsync(QueuedMessage message, string submissionId, ILambdaContext context, CancellationToken cancellation)
    {
        var submission = await submissions.FindAsync(submissionId, cancellation);
        switch (submission)
        {
            case null:
                break;
            case { State: SubmissionState.Finished } when message.IsCorrection:
                await CorrectAsync(submission, message.QueuedTime, context, cancellation);
                break;
            case { State: not SubmissionState.Finished } when !message.IsCorrection:
                await FinishAsync(message, submission, context, cancellation);
                break;
        }
    }

    private async Task FinishAsync(QueuedMessage message, Submission submission, ILambdaContext context, CancellationToken cancellation)
    {
        var rows = await submissions.RowsAsync(submission.SubmissionId, cancellation);
        if (rows.Count < submission.Total && submission.CutOffAt is null && !RetryPlan.HasWaitedTooLong(message.QueuedTime, time.GetUtcNow()))
        {
            await queue.SendAsync([message with { Waits = message.Waits + 1 }], RetryPlan.Pause(message.Waits), cancellation);
            return;
        }

        // The result first: one who finds the submission finished also finds it.
        await results.WriteAsync(submission, rows, cancellation);
        var submitted = rows.Count(row => row.JobId is not null);
        await outcomes.PublishAsync(
            submission is { CutOffAt: { } at, Reason: { } why }
                ? OutcomeEvent.CutOff(submission, at, why)
                // A dead letter that is put back between two tries of this changes what there is to count, and not what is told.
                : OutcomeEvent.Finished(submission, await submissions.NoteCountsAsync(submission.SubmissionId, new(submitted, rows.Count - submitted), cancellation)),
            cancellation);
        await submissions.MarkFinishedAsync(submission.SubmissionId, time.GetUtcNow(), cancellation);
        Log.Finished(context, submission.SubmissionId, submitted, rows.Count - submitted);
    }

    /// <summary>Writes the result again, unless that was done after the row in question had been noted.</summary>
    private async Task CorrectAsync(Submission submission, DateTimeOffset since, ILambdaContext context, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if ((submission.CorrectedAt ?? submission.FinishedAt) > since)
        {
            return;
        }

        var rows = await submissions.RowsAsync(submission.SubmissionId, cancellation);
        await results.WriteAsync(submission, rows, cancellation);
        await submissions.MarkCorrectedAsync(submission.SubmissionId, now, cancellation);
        Log.Corrected(context, submission.SubmissionId, rows.Count(row => row.JobId is not null));
    }
}
