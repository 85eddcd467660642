namespace LocalBatch;

/// <summary>How many jobs are not over. An array counts by its children.</summary>
/// <param name="Waiting">SUBMITTED, PENDING or RUNNABLE.</param>
/// <param name="Running">STARTING or RUNNING.</param>
public sealed record OpenJobs(int Waiting, int Running);
