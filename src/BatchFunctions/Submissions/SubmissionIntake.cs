using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Manifests;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Submissions;

/// <summary>
/// Takes checked jobs in: writes the submission down, then puts its jobs on the queue. Interrupted anywhere, it can be
/// run again from the start: tokens make the same jobs of the same rows.
/// </summary>
internal sealed class SubmissionIntake(ISubmissionStore submissions, ISubmitQueue queue, TimeProvider time)
{
    private const int IdLength = 32;

    /// <summary>Messages that are in memory together.</summary>
    private const int MessagesAtATime = 400;

    /// <summary>The id of the submission that a token names.</summary>
    public static string IdOf(string token) => token[..IdLength];

    /// <summary>The submission that a token names; <c>null</c> where it is not written down.</summary>
    public Task<Submission?> FindAsync(string token, CancellationToken cancellation) => submissions.FindAsync(IdOf(token), cancellation);

    /// <returns>The submission as it stood before, for a repetition; <c>null</c> for a new one, and one whose intake goes on.</returns>
    public async Task<Submission?> TakeAsync(
        string token, Submission submission, IReadOnlyList<PlannedJob> jobs, CancellationToken cancellation)
    {
        LogScope.About(submissionId: submission.SubmissionId);
        if (await CreateAsync(submission, cancellation) is { } known)
        {
            if (!known.IsUnfinishedIntake || !known.IsOf(submission))
            {
                return known;
            }

            await submissions.ReopenAsync(known.SubmissionId, time.GetUtcNow(), cancellation);
        }

        foreach (var part in SubmissionMessages.Of(token, submission.SubmissionId, jobs, time.GetUtcNow()).Chunk(MessagesAtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            await queue.SendAsync(part, TimeSpan.Zero, cancellation);
        }

        await submissions.MarkQueuedAsync(submission.SubmissionId, cancellation);
        return null;
    }

    /// <returns>The submission that is there already; <c>null</c> where this one is there now.</returns>
    private async Task<Submission?> CreateAsync(Submission submission, CancellationToken cancellation)
    {
        while (!await submissions.CreateAsync(submission, cancellation))
        {
            if (await submissions.FindAsync(submission.SubmissionId, cancellation) is { } known)
            {
                return known;
            }

            // It expired at this very moment.
        }

        return null;
    }

    /// <summary>Queues one job that AWS Batch would not take at once.</summary>
    /// <returns>The id under which its fate can be asked.</returns>
    public Task<string> TakeOneAsync(JobRequest request, CancellationToken cancellation) => TakeOneAsync(request, [], cancellation);

    /// <param name="dependsOn">What it waits for beside what its body says.</param>
    public async Task<string> TakeOneAsync(
        JobRequest request, IReadOnlyList<Dependency> dependsOn, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var id = IdOf(request.Token);
        LogScope.About(submissionId: id);
        var submission = new Submission
        {
            SubmissionId = id,
            State = SubmissionState.Accepted,
            Source = "POST /jobs",
            Total = 1,
            ContentHash = request.Token,
            CreatedAt = now,
        };

        // One that is only accepted was interrupted before its job was on the queue.
        if (await CreateAsync(submission, cancellation) is null or { IsUnfinishedIntake: true })
        {
            await submissions.ReopenAsync(id, now, cancellation);
            await queue.SendAsync([SubmissionMessages.Of(request, id, dependsOn, now), SubmissionMessages.Finish(id, now)], TimeSpan.Zero, cancellation);
            await submissions.MarkQueuedAsync(id, cancellation);
        }

        return id;
    }
}
