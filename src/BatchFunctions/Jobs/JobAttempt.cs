namespace BatchFunctions.Jobs;

/// <summary>One ended attempt of a job. Of several containers the essential one that failed speaks for it.</summary>
/// <param name="ExitCode">Absent where the process never ran or its host vanished.</param>
/// <param name="Reason">The container runtime's reason.</param>
/// <param name="StatusReason">AWS Batch's reason.</param>
/// <param name="LogStreamName">Stream of the attempt's output; absent where it never ran.</param>
internal sealed record JobAttempt(
    int? ExitCode,
    string? Reason,
    string? StatusReason,
    string? LogStreamName,
    DateTimeOffset? StartedAt,
    DateTimeOffset? StoppedAt)
{
    /// <summary>Its containers, where the job has several; what stands above is the end of the one that decided.</summary>
    public IReadOnlyList<ContainerEnd> Containers { get; init; } = [];
}
