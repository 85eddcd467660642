namespace LocalBatch.Jobs;

/// <summary>Where an attempt's output goes.</summary>
internal static class LogStreams
{
    // AWS: the default group of the awslogs driver in Batch (user guide, awslogs).
    private const string DefaultGroup = "/aws/batch/job";

    private const int LongestPrefix = 200;

    /// <summary>Name of the one container of a job.</summary>
    public const string OnlyContainer = "default";

    public static string Group(ContainerTemplate container) => container.LogGroup ?? DefaultGroup;

    public static string Name(JobDefinition definition, Guid taskId) => Name(definition, definition.Container, OnlyContainer, taskId);

    /// <param name="definition">Of the job.</param>
    /// <param name="container">One of several, as the definition has it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="taskId">The task's own, also of several containers.</param>
    // Inferred: where a job has several containers, the middle part is the container's name.
    public static string Name(JobDefinition definition, ContainerTemplate container, string name, Guid taskId)
    {
        // AWS: the first 200 characters of the job definition's name, unless a prefix is given (user guide, log streams).
        var prefix = container.LogStreamPrefix
            ?? (definition.Name.Length > LongestPrefix ? definition.Name[..LongestPrefix] : definition.Name);

        return $"{prefix}/{name}/{taskId:N}";
    }

    /// <summary>Of a container of a pod.</summary>
    // AWS: Batch takes no output of pods; who wants it in CloudWatch runs Fluent Bit, which names streams by a template (user guide,
    // CloudWatch Logs with Amazon EKS jobs). Inferred: the example that its manual gives, $kubernetes['pod_name'].$kubernetes['container_name'].
    public static string OfPod(Guid taskId, string container) => $"{PodNames.Pod(taskId)}.{container}";
}
