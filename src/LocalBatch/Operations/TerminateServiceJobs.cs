using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>TerminateServiceJob for up to 50 jobs. Each is judged alone; one that does not exist counts as successful.</summary>
internal static class TerminateServiceJobs
{
    /// <exception cref="ClientException"><c>jobs</c> or <c>reason</c> is missing, empty or too long.</exception>
    public static TerminateServiceJobsResponse Run(TerminateServiceJobsRequest request, EngineState state)
    {
        var reason = Require.Reason(request.Reason);
        var successful = new List<string>();
        var errors = new List<TerminateServiceJobsErrorDetail>();
        foreach (var id in request.Jobs ?? [])
        {
            if (id.Length == 0)
            {
                errors.Add(new() { Job = id, Code = "ClientException", Message = OwnTexts.IsRequired("jobId") });
                continue;
            }

            if (state.Services.Find(id) is { } job)
            {
                ServiceJobRules.Terminate(state.Services, job, reason);
            }

            successful.Add(id);
        }

        return new() { Successful = successful, Errors = errors };
    }
}
