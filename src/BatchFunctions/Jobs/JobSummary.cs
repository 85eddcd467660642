namespace BatchFunctions.Jobs;

/// <summary>A job as lists show it.</summary>
internal sealed record JobSummary
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public string? JobDefinition { get; init; }

    public required JobStatus Status { get; init; }

    public string? StatusReason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public string? Cause { get; init; }

    public int? ArraySize { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>Where the job stands in every list: its creation time, then its id.</summary>
    public string Key => JobKeys.Created(CreatedAt, JobId);
}
