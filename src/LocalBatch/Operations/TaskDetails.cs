using LocalBatch.Api.Model;
using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Tells of the several containers of a task, and how they ended.</summary>
internal sealed class TaskDetails(Arns arns)
{
    /// <returns><c>null</c> where the job has one container, or runs on EKS.</returns>
    public EcsPropertiesDetail? Describe(JobSnapshot job, JobPart part)
    {
        if (part is not { Ecs.TaskProperties: [var task, ..], Task: { } template })
        {
            return null;
        }

        var (taskId, host, last) = Run(job);

        return new()
        {
            TaskProperties =
            [
                new()
                {
                    Containers = [.. task.Containers.Select((container, index) => Container(job, container, template.Containers[index], taskId, last))],
                    TaskArn = host is null ? null : arns.Task(host.Cluster, taskId),
                    ContainerInstanceArn = Instance(host),
                    EphemeralStorage = task.EphemeralStorage,
                    ExecutionRoleArn = task.ExecutionRoleArn,
                    PlatformVersion = task.PlatformVersion,
                    IpcMode = task.IpcMode,
                    TaskRoleArn = task.TaskRoleArn,
                    PidMode = task.PidMode,
                    NetworkConfiguration = task.NetworkConfiguration,
                    NetworkMode = task.NetworkMode,
                    RuntimePlatform = task.RuntimePlatform,
                    Volumes = task.Volumes,
                    EnableExecuteCommand = task.EnableExecuteCommand,
                },
            ],
        };
    }

    public AttemptEcsTaskDetails Attempt(AttemptRecord attempt, JobPart part, JobSpec spec) => new()
    {
        TaskArn = arns.Task(attempt.Host.Cluster, attempt.TaskId),
        ContainerInstanceArn = Instance(attempt.Host),
        Containers = [.. (part.Task?.Containers ?? []).Select(container => new AttemptTaskContainerDetails
        {
            Name = container.Name,
            ExitCode = End(attempt, container)?.ExitCode,
            Reason = End(attempt, container)?.Reason,
            LogStreamName = HasLog(attempt, container) ? LogStreams.Name(spec.Definition, container.Template, container.Name, attempt.TaskId) : null,
            NetworkInterfaces = [],
        })],
    };

    /// <summary>The attempt under way, else the last one of a job that is over.</summary>
    private static (Guid TaskId, HostIdentity? Host, AttemptRecord? Last) Run(JobSnapshot job) =>
        job.Live is { } live ? (live.TaskId, live.Host, null)
        : JobDetails.Latest(job) is { } last ? (last.TaskId, last.Host, last)
        : (Guid.Empty, null, null);

    private static TaskContainerDetails Container(JobSnapshot job, TaskContainerProperties registered, TaskContainer container, Guid taskId, AttemptRecord? last)
    {
        var hasLog = last is null ? job.Status == Jobs.JobStatus.Running : HasLog(last, container);

        return new()
        {
            Name = registered.Name,
            Image = registered.Image,
            Command = [.. job.Spec.Fill(container.Template).Command],
            DependsOn = registered.DependsOn,
            Environment = registered.Environment,
            Essential = registered.Essential,
            FirelensConfiguration = registered.FirelensConfiguration,
            LinuxParameters = registered.LinuxParameters,
            LogConfiguration = registered.LogConfiguration,
            MountPoints = registered.MountPoints,
            Privileged = registered.Privileged,
            ReadonlyRootFilesystem = registered.ReadonlyRootFilesystem,
            RepositoryCredentials = registered.RepositoryCredentials,
            ResourceRequirements = registered.ResourceRequirements,
            Secrets = registered.Secrets,
            StartTimeout = registered.StartTimeout,
            StopTimeout = registered.StopTimeout,
            Ulimits = registered.Ulimits,
            User = registered.User,
            ExitCode = last is null ? null : End(last, container)?.ExitCode,
            Reason = last is null ? null : End(last, container)?.Reason,
            LogStreamName = hasLog ? LogStreams.Name(job.Spec.Definition, container.Template, container.Name, taskId) : null,
            NetworkInterfaces = [],
        };
    }

    private static ContainerEnd? End(AttemptRecord attempt, TaskContainer container) => attempt.Containers.FirstOrDefault(end => end.Name == container.Name);

    /// <summary>Where nobody knows whether a container had started, since the engine died, it has where the task was RUNNING.</summary>
    private static bool HasLog(AttemptRecord attempt, TaskContainer container) => End(attempt, container)?.HasStarted ?? attempt.StartedAt != 0;

    private string? Instance(HostIdentity? host) => host?.ContainerInstanceId is { } id ? arns.ContainerInstance(host.Cluster, id) : null;
}
