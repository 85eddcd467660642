namespace LocalBatch.ServiceJobs;

/// <summary>The statuses of a service job, in the order it passes them.</summary>
// AWS: the model has PENDING too; no service job is ever in it (user guide, service job status).
internal enum ServiceJobStatus : byte
{
    Submitted,
    Pending,
    Runnable,
    Scheduled,
    Starting,
    Running,
    Succeeded,
    Failed,
}

internal static class ServiceJobStatusFacts
{
    private static readonly string[] Names = ["SUBMITTED", "PENDING", "RUNNABLE", "SCHEDULED", "STARTING", "RUNNING", "SUCCEEDED", "FAILED"];

    extension(ServiceJobStatus status)
    {
        /// <summary>AWS's spelling.</summary>
        public string Name => Names[(int)status];

        public bool IsTerminal => status is ServiceJobStatus.Succeeded or ServiceJobStatus.Failed;

        public bool HoldsCapacity => status is ServiceJobStatus.Scheduled or ServiceJobStatus.Starting or ServiceJobStatus.Running;
    }

    /// <returns><c>null</c> where <paramref name="name"/> is not one of AWS's eight.</returns>
    public static ServiceJobStatus? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and var index ? (ServiceJobStatus)index : null;
}
