using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Makes a job queue over one to three compute environments, or over a service environment: CREATING at once, VALID a moment later.</summary>
internal static class CreateJobQueue
{
    /// <exception cref="ClientException">The request breaks one of AWS's rules, or the name is taken.</exception>
    public static CreateJobQueueResponse Run(CreateJobQueueRequest request, EngineState state)
    {
        var name = Require.Name(request.JobQueueName, AwsTexts.JobQueueName);
        var isOfServices = ServiceQueueRules.IsMeant(request);
        IReadOnlyList<EnvironmentOrder> environments = isOfServices ? [] : ComputeEnvironments(request, state);
        var policy = JobQueueRules.Policy(request.SchedulingPolicyArn, state, isOfServices);
        (ServiceEnvironment Environment, int Order)? services = isOfServices ? ServiceQueueRules.Environment(request, policy, state) : null;
        var limits = JobQueueRules.TimeLimits(request.JobStateTimeLimitActions, isOfServices);
        var tags = TagRules.Check(request.Tags);
        Require.Free(state.JobQueues.ContainsKey(name));
        Require.Not(state.JobQueues.Count >= Limits.JobQueues, OwnTexts.QuotaReached("job queues", Limits.JobQueues));
        var queue = new JobQueue(++state.Sequence, name, state.Arns.JobQueue(name), policy)
        {
            Priority = request.Priority.GetValueOrDefault(),
            IsEnabled = request.State != JQState.DISABLED,
            Environments = environments,
            TimeLimits = limits,
            Tags = tags,
        };
        queue.Services = services is var (environment, order) ? new(queue, environment, order) : null;
        state.JobQueues.Add(name, queue);
        Lifecycle.Begin(state, queue, LifecycleStatus.Creating);

        return new() { JobQueueName = name, JobQueueArn = queue.Arn };
    }

    private static IReadOnlyList<EnvironmentOrder> ComputeEnvironments(CreateJobQueueRequest request, EngineState state)
    {
        JobQueueRules.CheckKind(request.JobQueueType);
        var environments = JobQueueRules.Environments(request.ComputeEnvironmentOrder, state);
        JobQueueRules.CheckType(request.JobQueueType, environments);

        return environments;
    }
}
