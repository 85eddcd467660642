namespace BatchFunctions.Jobs;

/// <summary>A queue that was told to be blocked.</summary>
/// <param name="JobQueue">Its ARN or name.</param>
/// <param name="HeadJobId">The job that blocks it; the reason is in that job's record.</param>
/// <param name="At">When it was told.</param>
internal sealed record BlockedQueue(string JobQueue, string HeadJobId, DateTimeOffset At);
