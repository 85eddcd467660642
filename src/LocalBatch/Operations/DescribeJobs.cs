using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Tells all of up to 100 jobs. Unknown ids are left out, an id given twice is answered once.</summary>
internal static class DescribeJobs
{
    /// <exception cref="ClientException"><c>jobs</c> is missing or too long.</exception>
    public static DescribeJobsResponse Run(DescribeJobsRequest request, EngineState state)
    {
        var ids = request.Jobs ?? throw ClientException.Wrapped(OwnTexts.IsRequired("jobs"));
        Require.Not(ids.Count > Limits.DescribedAtOnce, AwsTexts.TooManyJobs);
        var details = new JobDetails(state.Arns);

        return new()
        {
            Jobs =
            [
                .. ids.Distinct()
                    .Select(id => JobKey.Parse(id) is { } key ? state.Jobs.Look(key) : null)
                    .OfType<JobSnapshot>()
                    .Select(job => details.Detail(job, state.JobDefinitions.Of(job.Spec.Definition))),
            ],
        };
    }
}
