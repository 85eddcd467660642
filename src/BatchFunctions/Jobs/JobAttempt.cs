namespace BatchFunctions.Jobs;

/// <summary>One ended attempt of a job.</summary>
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
    DateTimeOffset? StoppedAt);
