namespace LocalBatch;

/// <summary>How many jobs are not over. An array counts by its children.</summary>
/// <param name="Waiting">SUBMITTED, PENDING or RUNNABLE.</param>
/// <param name="Running">STARTING or RUNNING.</param>
public sealed record OpenJobs(int Waiting, int Running);

/// <summary>A job that is not over; an array, or a job of several nodes, is one.</summary>
/// <param name="JobId">As AWS Batch gave it.</param>
/// <param name="JobName">As it was submitted.</param>
public sealed record OpenJob(string JobId, string JobName);
