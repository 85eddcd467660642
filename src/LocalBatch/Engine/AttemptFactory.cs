using LocalBatch.Books;
using LocalBatch.Execution;
using LocalBatch.Jobs;

namespace LocalBatch.Engine;

/// <summary>Makes of a job that has been placed what an executor needs to run it.</summary>
internal static class AttemptFactory
{
    /// <summary>Tag of a compute environment: <c>process</c>, <c>docker</c> or <c>auto</c>.</summary>
    private const string ExecutorTag = "localbatch:executor";

    public static Attempt Create(Job job, RunningAttempt attempt, EngineState state, TimeSpan grace)
    {
        var spec = job.Spec;
        if (job.Task is { } task)
        {
            return TaskAttempts.Create(job, attempt, task, state, grace);
        }

        var container = job.Node is { } node ? spec.Fill(node.Container) : spec.ResolveContainer();
        var demand = job.Demand;

        return new()
        {
            TaskId = attempt.TaskId.ToString("N"),
            JobId = job.Key.ToString(),
            Number = attempt.Number,
            Image = container.Image,
            Command = container.Command,
            Environment = AttemptVariables.Of(job, attempt, container.Environment, state.Arns.Region),
            Vcpus = demand.Vcpus,
            MemoryMiB = demand.MemoryMiB,
            LogGroup = LogStreams.Group(container),
            LogStreamName = LogStreams.Name(spec.Definition, container, LogStreams.OnlyContainer, attempt.TaskId),
            Grace = grace,
            HasInit = container.HasInit,
            Surroundings = demand.Gpus > 0 ? container.Surroundings with { Gpus = demand.Gpus } : container.Surroundings,
            Task = TaskOf(job, attempt, state),
            Executor = ExecutorOf(attempt, state),
            Address = job.Node is null ? NodeAddresses.Own : NodeAddresses.Of(job),
            JobName = spec.Name,
        };
    }

    /// <summary>What the tag of the compute environment wants attempts run by.</summary>
    public static ExecutorKind? ExecutorOf(RunningAttempt attempt, EngineState state) =>
        state.ComputeEnvironments.GetValueOrDefault(attempt.Host.Environment.Name)?.Detail.Tags?.GetValueOrDefault(ExecutorTag) is { } named
            && Enum.TryParse<ExecutorKind>(named, ignoreCase: true, out var kind) ? kind : null;

    /// <summary>The task of a job, or of one of its nodes.</summary>
    public static EcsTask TaskOf(Job job, RunningAttempt attempt, EngineState state)
    {
        var definition = job.Spec.Definition;
        var host = attempt.Host.Identity;
        var detail = state.JobDefinitions.Of(definition);
        var jobRole = job.Node is { } node ? node.JobRoleArn : detail.ContainerProperties?.JobRoleArn ?? detail.EcsProperties?.TaskProperties?.FirstOrDefault()?.TaskRoleArn;
        var instanceRole = host.IsFargate ? null : state.ComputeEnvironments.GetValueOrDefault(attempt.Host.Environment.Name)?.Detail.ComputeResources?.InstanceRole;

        return new()
        {
            TaskArn = state.Arns.Task(host.Cluster, attempt.TaskId),
            ClusterArn = state.Arns.Cluster(host.Cluster),
            Family = definition.Name,
            Revision = definition.Revision,
            IsFargate = host.IsFargate,
            Vcpus = job.Demand.Vcpus,
            MemoryMiB = job.Demand.MemoryMiB,
            JobRoleArn = string.IsNullOrEmpty(jobRole) ? null : jobRole,
            InstanceRole = string.IsNullOrEmpty(instanceRole) ? null : instanceRole,
        };
    }
}
