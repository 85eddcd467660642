namespace LocalBatch.Jobs;

/// <summary>The seven statuses of AWS Batch, in the order a job passes them.</summary>
internal enum JobStatus : byte
{
    Submitted,
    Pending,
    Runnable,
    Starting,
    Running,
    Succeeded,
    Failed,
}

internal static class JobStatusFacts
{
    private static readonly string[] Names = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED", "FAILED"];

    extension(JobStatus status)
    {
        public static int Count => Names.Length;

        public bool IsTerminal => status is JobStatus.Succeeded or JobStatus.Failed;

        /// <summary>Whether the job has not been given to a host yet, so that CancelJob can still end it.</summary>
        public bool IsWaiting => status is JobStatus.Submitted or JobStatus.Pending or JobStatus.Runnable;

        public bool HoldsCapacity => status is JobStatus.Starting or JobStatus.Running;

        /// <summary>AWS's spelling.</summary>
        public string Name => Names[(int)status];
    }

    /// <returns><c>null</c> where <paramref name="name"/> is not one of AWS's seven.</returns>
    public static JobStatus? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and var index ? (JobStatus)index : null;
}
