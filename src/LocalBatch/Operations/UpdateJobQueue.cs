using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Changes a job queue; lists that are given replace the old ones. UPDATING at once, VALID a moment later.</summary>
internal static class UpdateJobQueue
{
    /// <exception cref="ClientException">The queue does not exist or is changing, or the request breaks one of AWS's rules.</exception>
    public static UpdateJobQueueResponse Run(UpdateJobQueueRequest request, EngineState state)
    {
        var given = Require.Text(request.JobQueue, "jobQueue");
        var queue = state.FindJobQueue(given)
            ?? throw ClientException.Raw(AwsTexts.DoesNotExist(state.Arns.Name("job-queue", given) is { } name ? state.Arns.JobQueue(name) : given));
        if (queue.Status.IsChanging)
        {
            throw ClientException.Raw(OwnTexts.UpdateBeingModified);
        }

        var isOfServices = queue.Services is not null;
        Require.Not(isOfServices ? request.ComputeEnvironmentOrder is { Count: > 0 } : request.ServiceEnvironmentOrder is { Count: > 0 }, OwnTexts.BothOrders);
        var environments = request.ComputeEnvironmentOrder is null || isOfServices
            ? queue.Environments
            : JobQueueRules.Environments(request.ComputeEnvironmentOrder, state);
        Require.Not(JobQueueRules.Type(environments) != JobQueueRules.Type(queue.Environments), OwnTexts.MixedEnvironments);
        var limits = request.JobStateTimeLimitActions is null ? queue.TimeLimits : JobQueueRules.TimeLimits(request.JobStateTimeLimitActions, isOfServices);

        // AWS: a policy can be replaced, never added nor removed (API_UpdateJobQueue).
        var policy = JobQueueRules.Policy(request.SchedulingPolicyArn, state, isOfServices) ?? queue.Policy;
        Require.Not(policy is not null && queue.Policy is null, OwnTexts.PolicyOnFifo);
        Require.Not(
            policy?.IsOfQuotaShares != queue.Policy?.IsOfQuotaShares, OwnTexts.KindOfPolicy(queue.Policy is { IsOfQuotaShares: true } ? "quotaSharePolicy" : "fairsharePolicy"));
        MoveServices(request, queue, policy, state);

        queue.Policy = policy;
        queue.Environments = environments;
        queue.TimeLimits = limits;
        queue.Priority = request.Priority ?? queue.Priority;
        queue.IsEnabled = request.State is null ? queue.IsEnabled : request.State == JQState.ENABLED;
        BlockRules.Arm(state.Jobs, queue);
        ServiceBlockRules.Arm(state.Services, queue);
        state.Services.MayDispatch = true;
        state.Jobs.MayPlace = true;
        Lifecycle.Begin(state, queue, LifecycleStatus.Updating);

        return new() { JobQueueName = queue.Name, JobQueueArn = queue.Arn };
    }

    /// <summary>Takes the queue to another service environment; what runs is counted there from now on.</summary>
    private static void MoveServices(UpdateJobQueueRequest request, JobQueue queue, SchedulingPolicy? policy, EngineState state)
    {
        if (queue.Services is not { } services || request.ServiceEnvironmentOrder is not { Count: > 0 } given)
        {
            return;
        }

        var (environment, order) = ServiceQueueRules.Environment(given, policy, queue, state);
        foreach (var job in services.Holding)
        {
            services.Environment.Used.Remove(job.Demand);
            environment.Used.Add(job.Demand);
        }

        (services.Environment, services.Order) = (environment, order);
    }
}
