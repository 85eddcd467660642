namespace LocalBatch.Jobs;

/// <summary>Where an attempt's output goes.</summary>
internal static class LogStreams
{
    // AWS: the default group of the awslogs driver in Batch (user guide, awslogs).
    private const string DefaultGroup = "/aws/batch/job";

    private const int LongestPrefix = 200;

    public static string Group(JobDefinition definition) => definition.Container.LogGroup ?? DefaultGroup;

    public static string Name(JobDefinition definition, Guid taskId)
    {
        // AWS: the first 200 characters of the job definition's name, unless a prefix is given (user guide, log streams).
        var prefix = definition.Container.LogStreamPrefix
            ?? (definition.Name.Length > LongestPrefix ? definition.Name[..LongestPrefix] : definition.Name);

        return $"{prefix}/default/{taskId:N}";
    }
}
