using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

/// <summary>Whether a job can still be stopped, and how.</summary>
internal static class StopRules
{
    /// <returns>Why not; <c>null</c> where it can be cancelled.</returns>
    public static Problem? AgainstCancelling(string jobId, JobStatus? status) => status switch
    {
        null => Problem.NotFound($"AWS Batch knows no job '{jobId}'."),
        // AWS: CancelJob leaves a job that is STARTING or RUNNING alone, and still answers 200 (API_CancelJob).
        JobStatus.Starting or JobStatus.Running => Problem.Conflict($"The job is {status.Value.Name}; cancelling would do nothing. Terminate it."),
        { IsTerminal: true } over => Problem.Conflict($"The job is {over.Name} already."),
        _ => null,
    };

    /// <returns>Why not; <c>null</c> where it can be terminated.</returns>
    public static Problem? AgainstTerminating(string jobId, JobStatus? status) => status switch
    {
        null => Problem.NotFound($"AWS Batch knows no job '{jobId}'."),
        { IsTerminal: true } over => Problem.Conflict($"The job is {over.Name} already."),
        _ => null,
    };
}
