using System.Globalization;

namespace LocalBatch.Execution.Docker;

/// <summary>What a container says of itself, so that a later life of this program knows whose it is.</summary>
internal static class ContainerLabels
{
    /// <summary>Whose container it is: an id of the state folder.</summary>
    public const string State = "localbatch.state";

    /// <summary>The whole task, of which a container may be one of several.</summary>
    public const string Task = "localbatch.task";

    /// <summary>The one container's attempt.</summary>
    public const string Container = "localbatch.container";

    /// <summary>GPUs that it holds, by number, separated by commas.</summary>
    public const string Gpus = "localbatch.gpus";

    private const string Job = "localbatch.job";
    private const string JobName = "localbatch.job-name";
    private const string Attempt = "localbatch.attempt";
    private const string ContainerName = "localbatch.container-name";

    public static Dictionary<string, string> Of(Attempt attempt, string state, IReadOnlyList<int> gpus) => new(StringComparer.Ordinal)
    {
        [State] = state,
        [Task] = TaskOf(attempt),
        [Container] = attempt.TaskId,
        [Job] = attempt.JobId,
        [JobName] = attempt.JobName,
        [Attempt] = attempt.Number.ToString(CultureInfo.InvariantCulture),
        [ContainerName] = attempt.Task?.ContainerName ?? "default",
        [Gpus] = string.Join(',', gpus),
    };

    /// <summary>Filter of the daemon's lists.</summary>
    public static Dictionary<string, IDictionary<string, bool>> FilterOf(string state) => new(StringComparer.Ordinal)
    {
        ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{State}={state}"] = true },
    };

    public static string TaskOf(Attempt attempt) => attempt.Group?.TaskId ?? attempt.TaskId;

    public static IReadOnlyList<int> GpusOf(IDictionary<string, string> labels) =>
        labels.TryGetValue(Gpus, out var gpus) && gpus.Length > 0 ? [.. gpus.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))] : [];
}
