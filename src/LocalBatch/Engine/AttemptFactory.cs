using System.Globalization;
using LocalBatch.Execution;
using LocalBatch.Jobs;

namespace LocalBatch.Engine;

/// <summary>Makes of a job that has been placed what an executor needs to run it.</summary>
internal static class AttemptFactory
{
    private const string ReservedPrefix = "AWS_BATCH";

    public static Attempt Create(Job job, RunningAttempt attempt, EngineState state, TimeSpan grace)
    {
        var spec = job.Spec;
        var container = spec.ResolveContainer();

        return new()
        {
            TaskId = attempt.TaskId.ToString("N"),
            JobId = job.Key.ToString(),
            Number = attempt.Number,
            Image = container.Image,
            Command = container.Command,
            Environment = Variables(job, attempt, container, state.Arns.Region),
            Vcpus = spec.Demand.Vcpus,
            MemoryMiB = spec.Demand.MemoryMiB,
            LogGroup = LogStreams.Group(spec.Definition),
            LogStreamName = LogStreams.Name(spec.Definition, attempt.TaskId),
            Grace = grace,
            HasInit = container.HasInit,
            Surroundings = spec.Demand.Gpus > 0 ? container.Surroundings with { Gpus = spec.Demand.Gpus } : container.Surroundings,
            JobName = spec.Name,
            Task = TaskOf(spec.Definition, attempt, state),
        };
    }

    private static EcsTask TaskOf(JobDefinition definition, RunningAttempt attempt, EngineState state)
    {
        var host = attempt.Host.Identity;
        var detail = state.JobDefinitions.Of(definition);
        var jobRole = detail.ContainerProperties?.JobRoleArn ?? detail.EcsProperties?.TaskProperties?.FirstOrDefault()?.TaskRoleArn;
        var instanceRole = host.IsFargate ? null : state.ComputeEnvironments.GetValueOrDefault(attempt.Host.Environment.Name)?.Detail.ComputeResources?.InstanceRole;

        return new()
        {
            TaskArn = state.Arns.Task(host.Cluster, attempt.TaskId),
            ClusterArn = state.Arns.Cluster(host.Cluster),
            Family = definition.Name,
            Revision = definition.Revision,
            IsFargate = host.IsFargate,
            JobRoleArn = string.IsNullOrEmpty(jobRole) ? null : jobRole,
            InstanceRole = string.IsNullOrEmpty(instanceRole) ? null : instanceRole,
        };
    }

    private static Dictionary<string, string> Variables(Job job, RunningAttempt attempt, ContainerTemplate container, string region)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in container.Environment)
        {
            // AWS: names that begin with AWS_BATCH are accepted and never reach the job (observed).
            if (!variable.Name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                variables[variable.Name] = variable.Value;
            }
        }

        // AWS: the ECS agent says where a task runs, whatever its definition says of it (ECS developer guide, task metadata).
        variables["AWS_EXECUTION_ENV"] = attempt.Host.Identity.IsFargate ? "AWS_ECS_FARGATE" : "AWS_ECS_EC2";
        variables.TryAdd("AWS_REGION", region);
        variables.TryAdd("AWS_DEFAULT_REGION", region);
        variables["AWS_BATCH_JOB_ID"] = job.Key.ToString();
        variables["AWS_BATCH_JOB_ATTEMPT"] = attempt.Number.ToString(CultureInfo.InvariantCulture);
        variables["AWS_BATCH_JQ_NAME"] = job.Spec.Queue.Name;
        variables["AWS_BATCH_CE_NAME"] = attempt.Host.Environment.Name;
        if (job.Index >= 0)
        {
            variables["AWS_BATCH_JOB_ARRAY_INDEX"] = job.Index.ToString(CultureInfo.InvariantCulture);
            variables["AWS_BATCH_JOB_ARRAY_SIZE"] = job.Spec.ArraySize.ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }
}
