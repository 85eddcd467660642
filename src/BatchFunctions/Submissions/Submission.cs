namespace BatchFunctions.Submissions;

/// <summary>What AWS Batch answered for the jobs of a submission.</summary>
/// <param name="Submitted">Jobs that it took.</param>
/// <param name="Refused">Jobs that it did not take, or that were given up before.</param>
internal sealed record SubmissionCounts(int Submitted, int Refused);

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
