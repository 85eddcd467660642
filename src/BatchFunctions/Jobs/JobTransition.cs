namespace BatchFunctions.Jobs;

/// <summary>A line of a job's history.</summary>
/// <param name="Attempt">1 for the first attempt.</param>
/// <param name="Status">The status the job came into.</param>
/// <param name="At">When, by the event that told it.</param>
/// <param name="Reason">AWS Batch's reason, where it gave one.</param>
internal sealed record JobTransition(int Attempt, JobStatus Status, DateTimeOffset At, string? Reason);
