namespace BatchFunctions.Submissions;

/// <summary>A checked job on its way to AWS Batch.</summary>
internal sealed record QueuedJob
{
    public required string Token { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public required string JobDefinition { get; init; }

    /// <summary>The SubmitJob body, without dependencies on jobs of the same submission.</summary>
    public required string Body { get; init; }

    public IReadOnlyList<QueuedDependency>? DependsOn { get; init; }

    public string? OnFailure { get; init; }

    public int? ArraySize { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>Position in dependency order within the submission.</summary>
    public int Row { get; init; }

    public string? ResubmitOf { get; init; }

    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }
}
