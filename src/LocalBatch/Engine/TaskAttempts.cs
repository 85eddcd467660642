using LocalBatch.Books;
using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Engine;

/// <summary>Makes of a job with several containers the attempts of each.</summary>
internal static class TaskAttempts
{
    public static Attempt Create(Job job, RunningAttempt attempt, TaskTemplate template, EngineState state, TimeSpan grace)
    {
        var task = AttemptFactory.TaskOf(job, attempt, state) with { IsPod = template.IsPod };
        var whole = new Attempt
        {
            TaskId = attempt.TaskId.ToString("N"),
            JobId = job.Key.ToString(),
            Number = attempt.Number,
            Image = "",
            Command = [],
            Environment = Empty.Map,
            Vcpus = task.Vcpus,
            MemoryMiB = task.MemoryMiB,
            LogGroup = "",
            LogStreamName = "",
            Grace = grace,
            JobName = job.Spec.Name,
            Task = task,
            Executor = AttemptFactory.ExecutorOf(attempt, state),
            Address = job.Node is null ? NodeAddresses.Own : NodeAddresses.Of(job),
        };
        // AWS: what has no limit of its own has the task's (ECS developer guide, task memory); Kubernetes knows none of a pod.
        var group = new ContainerGroup(whole.TaskId, template.IsPod || task.MemoryMiB == 0 ? int.MaxValue : task.MemoryMiB);

        return whole with { Containers = [.. template.Containers.Select((container, index) => Plan(job, attempt, whole, group, template, container, index, state.Arns.Region))] };
    }

    private static ContainerPlan Plan(
        Job job, RunningAttempt attempt, Attempt whole, ContainerGroup group, TaskTemplate task, TaskContainer container, int index, string region)
    {
        var demand = container.Template.Resources.Demand;
        var variables = AttemptVariables.Of(job, attempt, container.Template.Environment, region);
        var command = task.IsPod
            ? PodCommands.Expand(container.Template.Command, variables)
            : job.Spec.Fill(container.Template).Command;

        return new(container.Name, whole with
        {
            TaskId = TaskTemplate.ContainerId(attempt.TaskId, index).ToString("N"),
            Image = container.Template.Image,
            Command = command,
            EntryPointWords = container.Template.EntryPointWords,
            Environment = variables,
            Vcpus = demand.Vcpus,
            MemoryMiB = demand.MemoryMiB > 0 ? demand.MemoryMiB : group.MemoryMiB,
            LogGroup = LogStreams.Group(container.Template),
            LogStreamName = task.IsPod ? LogStreams.OfPod(attempt.TaskId, container.Name) : LogStreams.Name(job.Spec.Definition, container.Template, container.Name, attempt.TaskId),
            Grace = container.StopTimeout ?? whole.Grace,
            HasInit = container.Template.HasInit,
            Surroundings = demand.Gpus > 0 ? container.Template.Surroundings with { Gpus = demand.Gpus } : container.Template.Surroundings,
            Task = whole.Task is { } facts ? facts with { ContainerName = container.Name } : null,
            Group = group,
        })
        {
            IsEssential = container.IsEssential,
            IsInit = container.IsInit,
            IsOfPod = task.IsPod,
            DependsOn = container.DependsOn,
            StartTimeout = container.StartTimeout,
        };
    }
}
