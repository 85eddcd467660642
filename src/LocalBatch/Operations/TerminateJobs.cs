using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>TerminateJob for up to 50 jobs. Each is judged alone; one that does not exist counts as successful, as in TerminateJob.</summary>
internal static class TerminateJobs
{
    /// <exception cref="ClientException"><c>jobs</c> or <c>reason</c> is missing, empty or too long.</exception>
    public static TerminateJobsResponse Run(TerminateJobsRequest request, EngineState state)
    {
        var reason = Require.Reason(request.Reason);
        var jobs = request.Jobs ?? [];
        var successful = new List<string>();
        var errors = new List<TerminateJobsErrorDetail>();
        foreach (var job in jobs)
        {
            if (job.Length == 0)
            {
                errors.Add(new() { Job = job, Code = "ClientException", Message = OwnTexts.IsRequired("jobId") });
                continue;
            }

            if (JobKey.Parse(job) is { } key)
            {
                StopRules.Terminate(state.Jobs, key, reason);
            }

            successful.Add(job);
        }

        return new() { Successful = successful, Errors = errors };
    }
}
