namespace BatchFunctions.Jobs;

/// <summary>A job that AWS Batch has just taken on, with the request that made it.</summary>
internal sealed record SubmittedJob
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public required string JobDefinition { get; init; }

    public required string Request { get; init; }

    public required string Token { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? OnFailure { get; init; }

    public string? SubmissionId { get; init; }

    public int? ArraySize { get; init; }

    public string? ResubmitOf { get; init; }

    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }
}
