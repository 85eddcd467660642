using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>
/// Gives up a job that has not started. A job already STARTING or RUNNING is left alone and the call still succeeds, as
/// it does for a job that is over or unknown; stopping what runs is TerminateJob's work.
/// </summary>
internal static class CancelJob
{
    /// <exception cref="ClientException"><c>jobId</c> or <c>reason</c> is missing, empty or too long.</exception>
    public static CancelJobResponse Run(CancelJobRequest request, EngineState state)
    {
        var jobId = Require.Text(request.JobId, "jobId");
        var reason = Require.Reason(request.Reason);

        if (JobKey.Parse(jobId) is { } key)
        {
            StopRules.Cancel(state.Jobs, key, reason);
        }

        return new();
    }
}
