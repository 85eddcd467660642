using Amazon.Batch;
using Amazon.Batch.Model;
using LocalBatch.Scheduling;

namespace LocalBatch.Operations;

/// <summary>Makes a job queue over one to three compute environments: CREATING at once, VALID a moment later.</summary>
internal static class CreateJobQueue
{
    /// <exception cref="ClientException">The request breaks one of AWS's rules, or the name is taken.</exception>
    public static CreateJobQueueResponse Run(CreateJobQueueRequest request, EngineState state)
    {
        var name = Require.Name(request.JobQueueName, AwsTexts.JobQueueName);
        Require.Unsupported(request.ServiceEnvironmentOrder is { Count: > 0 }, "serviceEnvironmentOrder");
        JobQueueRules.CheckKind(request.JobQueueType);
        var environments = JobQueueRules.Environments(request.ComputeEnvironmentOrder, state);
        var policy = JobQueueRules.Policy(request.SchedulingPolicyArn, state);
        JobQueueRules.CheckType(request.JobQueueType, environments);
        var limits = JobQueueRules.TimeLimits(request.JobStateTimeLimitActions);
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
        state.JobQueues.Add(name, queue);
        Lifecycle.Begin(state, queue, LifecycleStatus.Creating);

        return new() { JobQueueName = name, JobQueueArn = queue.Arn };
    }
}
