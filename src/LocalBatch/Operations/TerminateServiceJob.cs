using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Ends a service job, whatever its status. One that is over, or does not exist, is left alone without a word.</summary>
internal static class TerminateServiceJob
{
    /// <exception cref="ClientException"><c>jobId</c> or <c>reason</c> is missing, empty or too long.</exception>
    public static TerminateServiceJobResponse Run(TerminateServiceJobRequest request, EngineState state)
    {
        var jobId = Require.Text(request.JobId, "jobId");
        var reason = Require.Reason(request.Reason);
        if (state.Services.Find(jobId) is { } job)
        {
            ServiceJobRules.Terminate(state.Services, job, reason);
        }

        return new();
    }
}
