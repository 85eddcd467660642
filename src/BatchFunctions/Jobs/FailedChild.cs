namespace BatchFunctions.Jobs;

/// <summary>A failed child of an array job; the children that succeed are not recorded one by one.</summary>
internal sealed record FailedChild(
    string ParentId,
    int Index,
    string? StatusReason,
    string? Cause,
    DateTimeOffset At,
    IReadOnlyList<JobAttempt> Attempts);
