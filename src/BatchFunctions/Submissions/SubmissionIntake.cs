using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Manifests;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Wire;

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

/// <summary>Makes the messages of a submission.</summary>
internal static class SubmissionMessages
{
    /// <summary>A message a job, in dependency order, and one at the end that looks whether all are through. Made one by one.</summary>
    public static IEnumerable<QueuedMessage> Of(string token, string submissionId, IReadOnlyList<PlannedJob> jobs, DateTimeOffset now)
    {
        var tokens = jobs.ToDictionary(job => job.Request.JobName, job => RowToken(token, job), StringComparer.Ordinal);

        return jobs.Select((job, row) => new QueuedMessage
        {
            QueuedAt = now.ToUnixTimeMilliseconds(),
            Job = job.Request with
            {
                Token = tokens[job.Request.JobName],
                Body = job.Body(),
                DependsOn = job.DependsOn.Count == 0 ? null : [.. job.DependsOn.Select(dependency => dependency with { Token = dependency.JobName is { } name ? tokens[name] : null })],
                SubmissionId = submissionId,
                Row = row,
            },
        }).Append(Finish(submissionId, now));
    }

    /// <param name="dependsOn">What it waits for beside what its body says.</param>
    public static QueuedMessage Of(JobRequest request, string submissionId, IReadOnlyList<Dependency> dependsOn, DateTimeOffset now) => new()
    {
        QueuedAt = now.ToUnixTimeMilliseconds(),
        Job = request with { SubmissionId = submissionId, Row = 0, DependsOn = dependsOn.Count == 0 ? null : dependsOn },
    };

    /// <summary>Names the job of a submission that stands at this position of its file.</summary>
    public static string RowToken(string token, int index) =>
        Token.Of(token, index.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static QueuedMessage Finish(string submissionId, DateTimeOffset now) =>
        new() { QueuedAt = now.ToUnixTimeMilliseconds(), FinishSubmission = submissionId };

    /// <summary>Decide about a failed job, once its dependencies are decided about.</summary>
    public static QueuedMessage Decide(string jobId, int looks, DateTimeOffset now) =>
        new() { QueuedAt = now.ToUnixTimeMilliseconds(), DecideJob = jobId, Waits = looks };

    /// <summary>By the position in the file, which a repeated delivery of the same version shares.</summary>
    private static string RowToken(string token, PlannedJob job) => RowToken(token, job.Index);
}
