using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>CancelJob for up to 50 jobs. Each is judged alone; one that does not exist counts as successful, as in CancelJob.</summary>
internal static class CancelJobs
{
    /// <exception cref="ClientException"><c>jobs</c> or <c>reason</c> is missing, empty or too long.</exception>
    public static CancelJobsResponse Run(CancelJobsRequest request, EngineState state)
    {
        var reason = Require.Reason(request.Reason);
        var jobs = request.Jobs ?? [];
        var successful = new List<string>();
        var errors = new List<CancelJobsErrorDetail>();
        foreach (var job in jobs)
        {
            if (job.Length == 0)
            {
                errors.Add(new() { Job = job, Code = "ClientException", Message = OwnTexts.IsRequired("jobId") });
                continue;
            }

            if (JobKey.Parse(job) is { } key)
            {
                StopRules.Cancel(state.Jobs, key, reason);
            }

            successful.Add(job);
        }

        return new() { Successful = successful, Errors = errors };
    }
}
