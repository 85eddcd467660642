using System.Diagnostics;

namespace BatchFunctions.Jobs;

/// <summary>AWS's spelling of the statuses.</summary>
internal static class JobStatusNames
{
    /// <summary>All seven, in the order a job passes through them.</summary>
    public static IReadOnlyList<JobStatus> All { get; } =
        [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running, JobStatus.Succeeded, JobStatus.Failed];

    extension(JobStatus status)
    {
        public bool IsTerminal => status is JobStatus.Succeeded or JobStatus.Failed;

        public string Name => status switch
        {
            JobStatus.Submitted => "SUBMITTED",
            JobStatus.Pending => "PENDING",
            JobStatus.Runnable => "RUNNABLE",
            JobStatus.Starting => "STARTING",
            JobStatus.Running => "RUNNING",
            JobStatus.Succeeded => "SUCCEEDED",
            JobStatus.Failed => "FAILED",
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The status of that name; <c>null</c> where AWS Batch has none such.</summary>
    public static JobStatus? Parse(string? name) => name switch
    {
        "SUBMITTED" => JobStatus.Submitted,
        "PENDING" => JobStatus.Pending,
        "RUNNABLE" => JobStatus.Runnable,
        "STARTING" => JobStatus.Starting,
        "RUNNING" => JobStatus.Running,
        "SUCCEEDED" => JobStatus.Succeeded,
        "FAILED" => JobStatus.Failed,
        _ => null,
    };
}
