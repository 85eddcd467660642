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

    /// <summary>Tells a repetition from another manifest under the same key.</summary>
    public required string ContentHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the result was written again, since a job was submitted after all.</summary>
    public DateTimeOffset? CorrectedAt { get; init; }
}
