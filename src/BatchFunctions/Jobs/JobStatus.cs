using System.Diagnostics;

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

/// <summary>
/// Orders what can be known of a job, so that an older piece of news never replaces a newer one. News come doubled,
/// late and in any order; a record takes only what ranks higher than what it has.
/// </summary>
internal static class StatusRank
{
    /// <summary>Rank of both terminal statuses: nothing ranks higher, so the first of them is final.</summary>
    public const int Terminal = 1_000_000;

    private const int PerAttempt = 10;

    // AWS: retryStrategy.attempts is 1..10 (API_RetryStrategy); what claims more may not outrank a terminal status.
    private const int MostAttempts = 1000;

    /// <summary>The attempt, counted from 1, and the status that a rank below <see cref="Terminal"/> stands for.</summary>
    public static (int Attempt, JobStatus Status) Read(int rank) => ((rank / PerAttempt) + 1, (JobStatus)(rank % PerAttempt));

    /// <param name="endedAttempts">Attempts that are over; a RUNNABLE job with one is about to start its second.</param>
    /// <param name="status">The status that the news tells.</param>
    public static int Of(int endedAttempts, JobStatus status) =>
        status.IsTerminal ? Terminal : (Math.Clamp(endedAttempts, 0, MostAttempts) * PerAttempt) + (int)status;
}
