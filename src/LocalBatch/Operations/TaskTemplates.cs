using LocalBatch.Api.Model;
using LocalBatch.Execution;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Reads what the containers of <c>ecsProperties</c> are to do.</summary>
internal static class TaskTemplates
{
    /// <param name="properties">Checked, the submission's overrides laid over them.</param>
    public static TaskTemplate Of(EcsProperties properties)
    {
        var task = properties.TaskProperties[0];

        return new([.. task.Containers.Select(container => Container(container, task))], IsPod: false);
    }

    /// <summary>A container of a task in the words of a job definition with one container.</summary>
    public static ContainerProperties AsContainer(TaskContainerProperties container, EcsTaskProperties task) => new()
    {
        Image = container.Image,
        Command = container.Command,
        Environment = container.Environment,
        ExecutionRoleArn = task.ExecutionRoleArn,
        JobRoleArn = task.TaskRoleArn,
        LinuxParameters = container.LinuxParameters,
        LogConfiguration = container.LogConfiguration,
        MountPoints = container.MountPoints,
        Volumes = task.Volumes,
        Privileged = container.Privileged,
        ReadonlyRootFilesystem = container.ReadonlyRootFilesystem,
        ResourceRequirements = container.ResourceRequirements,
        Secrets = container.Secrets,
        Ulimits = container.Ulimits,
        User = container.User,
        EphemeralStorage = task.EphemeralStorage,
        NetworkConfiguration = task.NetworkConfiguration,
        RuntimePlatform = task.RuntimePlatform,
        FargatePlatformConfiguration = task.PlatformVersion is { } version ? new() { PlatformVersion = version } : null,
    };

    private static TaskContainer Container(TaskContainerProperties container, EcsTaskProperties task) =>
        new(string.IsNullOrEmpty(container.Name) ? LogStreams.OnlyContainer : container.Name, ContainerPropertiesRules.Template(AsContainer(container, task)))
        {
            IsEssential = container.Essential ?? true,
            DependsOn = [.. (container.DependsOn ?? []).Select(dependency => new ContainerDependency(dependency.ContainerName, Condition(dependency.Condition)))],
            StartTimeout = Seconds(container.StartTimeout),
            StopTimeout = Seconds(container.StopTimeout),
        };

    private static ContainerCondition Condition(string name) => name switch
    {
        "START" => ContainerCondition.Start,
        "COMPLETE" => ContainerCondition.Complete,
        _ => ContainerCondition.Success,
    };

    private static TimeSpan? Seconds(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;
}
