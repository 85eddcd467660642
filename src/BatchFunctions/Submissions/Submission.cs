using System.Security.Cryptography;

namespace BatchFunctions.Submissions;

/// <summary>A manifest that was taken in, and how far it has come.</summary>
internal sealed record Submission
{
    public required string SubmissionId { get; init; }

    public required SubmissionState State { get; init; }

    /// <summary>Where the manifest came from: <c>s3://bucket/key</c> or <c>POST /submissions</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Bucket that takes the result; <c>null</c> where it came by HTTP.</summary>
    public string? Bucket { get; init; }

    /// <summary>Key of the result; <c>null</c> where it came by HTTP.</summary>
    public string? ResultKey { get; init; }

    /// <summary>Jobs in it.</summary>
    public required int Total { get; init; }

    /// <summary>Tells a repetition from another manifest under the same key: the same for all that is equal as JSON.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Its jobs are counted one by one as they go; those of earlier versions are counted by who asks.</summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>The hash of the bytes, by which records of earlier versions tell it; never stored again.</summary>
    public string? BytesHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it was found that taking it in had been cut off and nobody had gone on; gone when somebody has.</summary>
    public DateTimeOffset? CutOffAt { get; init; }

    /// <summary>When its intake was begun again; <c>null</c> where it was not cut off before.</summary>
    public DateTimeOffset? ReopenedAt { get; init; }

    /// <summary>In words for those who wait for it; <c>null</c> where all its jobs were taken in.</summary>
    public string? Reason => CutOffAt is null ? null : "Taking it in was cut off, and nobody has gone on: what is not listed here was not queued, as far as anybody can tell.";

    /// <summary>When the result was written again, since a job was submitted after all.</summary>
    public DateTimeOffset? CorrectedAt { get; init; }

    /// <summary>Whether a request for <paramref name="other"/> under the same key is one for this.</summary>
    public bool IsOf(Submission other) => ContentHash == other.ContentHash || ContentHash == other.BytesHash;

    /// <summary>Whether its jobs may not all be on the queue, so that a repetition goes on with them.</summary>
    public bool IsUnfinishedIntake => State == SubmissionState.Accepted || CutOffAt is not null;
}

/// <summary>What AWS Batch answered for the jobs of a submission.</summary>
/// <param name="Submitted">Jobs that it took.</param>
/// <param name="Refused">Jobs that it did not take, or that were given up before.</param>
internal sealed record SubmissionCounts(int Submitted, int Refused);

/// <summary>How far a submission has come.</summary>
internal enum SubmissionState
{
    /// <summary>Checked and written down; its jobs are going onto the queue.</summary>
    Accepted,

    /// <summary>All its jobs are on the queue.</summary>
    Queued,

    /// <summary>AWS Batch has answered for each of its jobs, and the result is written.</summary>
    Finished,
}

/// <summary>Makes the record of a manifest that was just taken in.</summary>
internal static class NewSubmission
{
    public static Submission Of(ManifestFile file, string id, int total, ReadOnlyMemory<byte> content, TimeProvider time) =>
        Of(file.Source, id, total, content, time) with { Bucket = file.Bucket, ResultKey = ResultLocation.Of(file.Key) };

    /// <param name="hash">The same for all that is equal as JSON.</param>
    public static Submission Of(string source, string id, int total, ReadOnlyMemory<byte> content, string hash, TimeProvider time)
    {
        var submission = Of(source, id, total, content, time);

        return submission with { ContentHash = hash, BytesHash = submission.ContentHash };
    }

    public static Submission Of(string source, string id, int total, ReadOnlyMemory<byte> content, TimeProvider time) => new()
    {
        SubmissionId = id,
        State = SubmissionState.Accepted,
        Source = source,
        Total = total,
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(content.Span)),
        CreatedAt = time.GetUtcNow(),
    };
}

/// <summary>The submissions and the outcome of each of their jobs. Every write is safe to repeat.</summary>
internal interface ISubmissionStore
{
    /// <returns>False where the id was known; the submission there is unchanged.</returns>
    Task<bool> CreateAsync(Submission submission, CancellationToken cancellation);

    Task<Submission?> FindAsync(string submissionId, CancellationToken cancellation);

    /// <summary>Notes that every job is on the queue. One that was cut off is whole again; any other that is finished stays so.</summary>
    Task MarkQueuedAsync(string submissionId, CancellationToken cancellation);

    /// <summary>
    /// Notes that somebody goes on with one whose intake was cut off: it is only accepted again, so that nothing finishes it before all its jobs are on the
    /// queue. Any other stays as it is.
    /// </summary>
    Task ReopenAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes that taking it in was cut off. One whose jobs are all on the queue stays as it is.</summary>
    Task MarkCutOffAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes what is about to be told of the submission's end. What was noted first stays, so that it is told the same each time.</summary>
    /// <returns>What stands there then.</returns>
    Task<SubmissionCounts> NoteCountsAsync(string submissionId, SubmissionCounts counts, CancellationToken cancellation);

    /// <summary>Notes that the result is written.</summary>
    /// <returns>False where that was noted before.</returns>
    Task<bool> MarkFinishedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes that the result of a finished submission is written again.</summary>
    Task MarkCorrectedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes the outcome of one job. A job id stays; an error gives way to one, when a dead letter was redriven.</summary>
    /// <returns>Whether a job id stands where an error was told before.</returns>
    Task<bool> RecordRowAsync(SubmissionRow row, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Outcomes known so far, from a row on, in the order of the rows.</summary>
    Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, int first, int most, CancellationToken cancellation);

    /// <summary>The outcomes known so far, every one that was recorded before the call.</summary>
    Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, CancellationToken cancellation);
}
