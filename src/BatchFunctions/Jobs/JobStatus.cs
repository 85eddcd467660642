namespace BatchFunctions.Jobs;

/// <summary>A job's status, in the order a job passes through them.</summary>
internal enum JobStatus
{
    Submitted,
    Pending,
    Runnable,
    Starting,
    Running,
    Succeeded,
    Failed,
}
