namespace BatchFunctions.Submissions;

/// <summary>Something a queued job waits for.</summary>
/// <param name="Token">Another accepted request, whose job id is not known yet.</param>
/// <param name="JobName">The name of that job, for messages.</param>
/// <param name="JobId">A job that AWS Batch has already.</param>
/// <param name="Type">SEQUENTIAL or N_TO_N, for array jobs.</param>
internal sealed record QueuedDependency(string? Token, string? JobName, string? JobId, string? Type)
{
    /// <summary>A failed job, or a failed child of an array: waited for is what stands in for it by the time of the submission.</summary>
    public string? InsteadOf { get; init; }
}
