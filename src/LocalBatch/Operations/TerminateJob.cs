using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>
/// Ends a job in any status: one that waits as CancelJob would, one that runs with SIGTERM and, 30 seconds later, SIGKILL.
/// A job that is over or unknown is left alone and the call still succeeds.
/// </summary>
internal static class TerminateJob
{
    /// <exception cref="ClientException"><c>jobId</c> or <c>reason</c> is missing, empty or too long.</exception>
    public static TerminateJobResponse Run(TerminateJobRequest request, EngineState state)
    {
        var jobId = Require.Text(request.JobId, "jobId");
        var reason = Require.Reason(request.Reason);

        if (JobKey.Parse(jobId) is { } key)
        {
            StopRules.Terminate(state.Jobs, key, reason);
        }

        return new();
    }
}
