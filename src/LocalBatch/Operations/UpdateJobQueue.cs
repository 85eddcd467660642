using Amazon.Batch;
using Amazon.Batch.Model;
using LocalBatch.Jobs;
using LocalBatch.Scheduling;

namespace LocalBatch.Operations;

/// <summary>Changes a job queue; lists that are given replace the old ones. UPDATING at once, VALID a moment later.</summary>
internal static class UpdateJobQueue
{
    /// <exception cref="ClientException">The queue does not exist or is changing, or the request breaks one of AWS's rules.</exception>
    public static UpdateJobQueueResponse Run(UpdateJobQueueRequest request, EngineState state)
    {
        var given = Require.Text(request.JobQueue, "jobQueue");
        Require.Unsupported(request.ServiceEnvironmentOrder is { Count: > 0 }, "serviceEnvironmentOrder");
        var queue = state.FindJobQueue(given)
            ?? throw ClientException.Raw(AwsTexts.DoesNotExist(state.Arns.Name("job-queue", given) is { } name ? state.Arns.JobQueue(name) : given));
        if (queue.Status.IsChanging)
        {
            throw ClientException.Raw(OwnTexts.UpdateBeingModified);
        }

        var environments = request.ComputeEnvironmentOrder is null
            ? queue.Environments
            : JobQueueRules.Environments(request.ComputeEnvironmentOrder, state);
        Require.Not(JobQueueRules.Type(environments) != JobQueueRules.Type(queue.Environments), OwnTexts.MixedEnvironments);
        var limits = request.JobStateTimeLimitActions is null ? queue.TimeLimits : JobQueueRules.TimeLimits(request.JobStateTimeLimitActions);

        // AWS: a policy can be replaced, never added nor removed (API_UpdateJobQueue).
        var policy = JobQueueRules.Policy(request.SchedulingPolicyArn, state) ?? queue.Policy;
        Require.Not(policy is not null && queue.Policy is null, OwnTexts.PolicyOnFifo);

        queue.Policy = policy;
        queue.Environments = environments;
        queue.TimeLimits = limits;
        queue.Priority = request.Priority ?? queue.Priority;
        queue.IsEnabled = request.State is null ? queue.IsEnabled : request.State == JQState.ENABLED;
        BlockRules.Arm(state.Jobs, queue);
        state.Jobs.MayPlace = true;
        Lifecycle.Begin(state, queue, LifecycleStatus.Updating);

        return new() { JobQueueName = queue.Name, JobQueueArn = queue.Arn };
    }
}
