using BatchFunctions.Intents;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Tracking;

/// <summary>
/// Looks at a submission whose jobs may not all be on the queue. Whoever took it in may still go on, or be asked again;
/// after an hour it is finished if all its jobs are known, else given up in words.
/// </summary>
internal sealed class SubmissionSweep(IWatchStore watch, ISubmissionStore submissions, ISubmitQueue queue)
{
    /// <returns>Whether its fate is known now, and was not before.</returns>
    public async Task<bool> LookAsync(string submissionId, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await submissions.FindAsync(submissionId, cancellation) is not { State: SubmissionState.Accepted } submission)
        {
            await watch.DropAsync(new WatchedItem(null, null, submissionId), cancellation);
            return false;
        }

        if (now - (submission.ReopenedAt ?? submission.CreatedAt) < IntentRules.AbandonAfter)
        {
            return false;
        }

        // The message first: interrupted in between, it is sent again, which does no harm.
        await queue.SendAsync([SubmissionMessages.Finish(submissionId, now)], TimeSpan.Zero, cancellation);
        if ((await submissions.RowsAsync(submissionId, cancellation)).Count < submission.Total)
        {
            await submissions.MarkCutOffAsync(submissionId, now, cancellation);
        }
        else
        {
            await submissions.MarkQueuedAsync(submissionId, cancellation);
        }

        return true;
    }
}
