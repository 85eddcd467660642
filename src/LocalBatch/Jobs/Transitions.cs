using static LocalBatch.Jobs.JobStatus;

namespace LocalBatch.Jobs;

/// <summary>The state machine of a job: the only place that knows which status leads to which.</summary>
internal static class Transitions
{
    /// <summary>The status <paramref name="happening"/> leads to, or <c>null</c> where it cannot happen.</summary>
    public static JobStatus? Next(JobStatus from, JobEvent happening) => (from, happening) switch
    {
        (Submitted, JobEvent.Accepted { WaitsForOthers: true }) => Pending,
        (Submitted, JobEvent.Accepted) => Runnable,
        // AWS: an array parent is never RUNNABLE, STARTING or RUNNING (user guide, array jobs).
        (Submitted, JobEvent.Expanded) => Pending,
        (Pending, JobEvent.DependenciesSucceeded) => Runnable,
        (Pending, JobEvent.DependencyFailed) => Failed,
        (Pending, JobEvent.ChildrenEnded { AllSucceeded: true }) => Succeeded,
        (Pending, JobEvent.ChildrenEnded) => Failed,
        (Runnable, JobEvent.Placed) => Starting,
        (Starting, JobEvent.ContainerStarted) => Running,
        (Running, JobEvent.AttemptSucceeded) => Succeeded,
        (Starting or Running, JobEvent.AttemptFailed { Retry: true }) => Runnable,
        (Starting or Running, JobEvent.AttemptFailed) => Failed,
        (Submitted or Pending or Runnable, JobEvent.GivenUp) => Failed,
        _ => null,
    };
}
