namespace BatchFunctions.Jobs;

/// <summary>Which jobs a list shows; newest first.</summary>
internal sealed record JobQuery
{
    /// <summary>Name of a queue, not its ARN.</summary>
    public string? JobQueue { get; init; }

    /// <summary>Statuses to show; all when empty.</summary>
    public IReadOnlyList<JobStatus> Statuses { get; init; } = [];

    public string? NamePrefix { get; init; }

    /// <summary>Earliest creation time, itself included.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Latest creation time, itself excluded.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SubmissionId { get; init; }

    public required int Limit { get; init; }

    /// <summary>Key of the last job of the page before; <c>null</c> for the first page.</summary>
    public string? After { get; init; }
}
