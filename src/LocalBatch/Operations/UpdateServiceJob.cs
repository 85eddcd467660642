using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Changes the priority of a service job: which one of its share goes next, and which is preempted first.</summary>
internal static class UpdateServiceJob
{
    /// <exception cref="ClientException">There is no such job, it is over, or the priority is out of range.</exception>
    public static UpdateServiceJobResponse Run(UpdateServiceJobRequest request, EngineState state)
    {
        var priority = request.SchedulingPriority ?? throw ClientException.Wrapped(OwnTexts.IsRequired("schedulingPriority"));
        Require.Not(priority is < 0 or > Limits.SchedulingPriority, AwsTexts.SchedulingPriority);
        var job = DescribeServiceJob.Find(request.JobId, state);
        if (job.Status.IsTerminal)
        {
            throw ClientException.Raw(OwnTexts.ServiceJobOver(job.Id.ToString(), job.Status.Name));
        }

        state.Services.Prioritise(job, priority);

        return new() { JobArn = state.Arns.ServiceJob(job.Id), JobName = job.Submitted.JobName, JobId = job.Id.ToString() };
    }
}
