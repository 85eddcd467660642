namespace BatchFunctions.Submissions;

/// <summary>Something a job waits for.</summary>
/// <param name="JobName">Another job of the manifest.</param>
/// <param name="JobId">A job that AWS Batch has already.</param>
/// <param name="Type">SEQUENTIAL or N_TO_N, for array jobs.</param>
internal sealed record PlannedDependency(string? JobName, string? JobId, string? Type)
{
    /// <summary>A failed job that something else stands in for.</summary>
    public string? InsteadOf { get; init; }
}
