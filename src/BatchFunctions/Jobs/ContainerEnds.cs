using System.Globalization;
using Amazon.Batch.Model;

namespace BatchFunctions.Jobs;

/// <summary>How one container of an attempt ended.</summary>
/// <param name="Name">Absent where the job has one container only.</param>
/// <param name="ExitCode">Absent where it never ran or its host vanished.</param>
internal sealed record ContainerEnd(string? Name, int? ExitCode, string? Reason, string? LogStreamName, bool IsEssential = true);

/// <summary>
/// Reads the ends of containers from where AWS Batch tells them: <c>container</c>, for jobs of several containers
/// <c>taskProperties[].containers[]</c>, and on EKS <c>eksAttempts[].containers[]</c> (API_AttemptDetail, API_EksAttemptDetail).
/// </summary>
internal static class ContainerEnds
{
    private const int Killed = 137;

    private const int Terminated = 143;

    public static IReadOnlyList<ContainerEnd> Of(JobDetail job, AttemptDetail attempt) => attempt switch
    {
        { TaskProperties: { Count: > 0 } tasks } when Optional(job) is var optional =>
            [.. tasks.SelectMany(task => task.Containers ?? []).Select(one => new ContainerEnd(
                one.Name, one.ExitCode, one.Reason, one.LogStreamName, !optional.Contains(one.Name ?? "")))],
        { Container: { } one } => [new ContainerEnd(null, one.ExitCode, one.Reason, one.LogStreamName)],
        _ => [],
    };

    /// <summary>Init containers last: one that has succeeded decides nothing beside those that ran after it.</summary>
    public static IReadOnlyList<ContainerEnd> Of(EksAttemptDetail attempt) =>
    [
        .. (attempt.Containers ?? []).Concat(attempt.InitContainers ?? [])
            .Select(one => new ContainerEnd(one.Name, one.ExitCode, one.Reason, Stream(attempt.PodName, one.Name))),
    ];

    /// <summary>What the job itself tells of its containers now, or of those of its last attempt.</summary>
    public static IReadOnlyList<ContainerEnd> Of(JobDetail job) => job switch
    {
        { EcsProperties.TaskProperties: { Count: > 0 } tasks } => [.. tasks.SelectMany(task => task.Containers ?? []).Select(one => new ContainerEnd(
            one.Name, one.ExitCode, one.Reason, one.LogStreamName, one.Essential ?? true))],
        { EksProperties.PodProperties: { } pod } => [.. (pod.Containers ?? []).Concat(pod.InitContainers ?? []).Select(one => new ContainerEnd(
            one.Name, one.ExitCode, one.Reason, Stream(pod.PodName, one.Name)))],
        { Container: { } one } => [new ContainerEnd(null, one.ExitCode, one.Reason, one.LogStreamName)],
        _ => [],
    };

    /// <summary>The container by which the attempt is judged: the essential one that failed.</summary>
    /// <returns><c>null</c> where none is told of.</returns>
    public static ContainerEnd? Deciding(IReadOnlyList<ContainerEnd> containers) => containers.MinBy(Rank);

    /// <summary>
    /// When one essential container ends, the others are stopped: their exit codes are those of signals, and their failing a
    /// consequence. What the runtime gives a reason for, such as too little memory, is the cause.
    /// </summary>
    private static int Rank(ContainerEnd container) => container switch
    {
        { IsEssential: false } => 10,
        { ExitCode: 0 } => 5,
        // Kubernetes gives every container a reason; these two say nothing beside the exit code.
        { Reason: not (null or "Error" or "Completed") } => 1,
        { ExitCode: not (null or Killed or Terminated) } => 2,
        { ExitCode: not null } => 3,
        _ => 4,
    };

    /// <summary>Where the output of a pod's container is, as far as its cluster takes it there.</summary>
    // AWS: Batch takes no output of pods and names no streams of it. Inferred: Fluent Bit as its manual has it for CloudWatch,
    // log_stream_template $kubernetes['pod_name'].$kubernetes['container_name']; LocalBatch names streams so.
    private static string? Stream(string? pod, string? container) => pod is null || container is null ? null : $"{pod}.{container}";

    /// <summary>Names of the containers that may fail without the job's failing.</summary>
    private static HashSet<string> Optional(JobDetail job) =>
    [
        .. (job.EcsProperties?.TaskProperties ?? []).SelectMany(task => task.Containers ?? [])
            .Where(container => container.Essential == false).Select(container => container.Name ?? ""),
        .. (job.NodeProperties?.NodeRangeProperties ?? []).SelectMany(range => range.EcsProperties?.TaskProperties ?? [])
            .SelectMany(task => task.Containers ?? []).Where(container => container.Essential == false).Select(container => container.Name ?? ""),
    ];
}

/// <summary>
/// The main node of a multi-node job, by whose end the job's is judged. AWS: nodes are told of under ids of their own,
/// <c>jobId#index</c>, and the job's status is its main node's (user guide, multi-node parallel jobs).
/// </summary>
internal static class MainNode
{
    /// <returns>The node's id; <c>null</c> where the job is no multi-node job, is not over, or tells of its end itself.</returns>
    public static string? Missing(JobDetail job) =>
        job is { NodeProperties.MainNode: { } main, Status.Value: "FAILED" or "SUCCEEDED", JobId: { } id } && !id.Contains('#') && !IsTold(job)
            ? string.Create(CultureInfo.InvariantCulture, $"{id}#{main}")
            : null;

    /// <summary>Puts into the job what its main node tells of its end.</summary>
    public static void Fill(JobDetail job, JobDetail node)
    {
        job.Container ??= node.Container;
        job.EcsProperties ??= node.EcsProperties;
        job.EksProperties ??= node.EksProperties;
        job.StatusReason ??= node.StatusReason;
        if (job.Attempts is not { Count: > 0 } || job.Attempts.TrueForAll(attempt => ContainerEnds.Of(job, attempt).Count == 0))
        {
            job.Attempts = node.Attempts;
        }

        if (job.EksAttempts is not { Count: > 0 })
        {
            job.EksAttempts = node.EksAttempts;
        }
    }

    private static bool IsTold(JobDetail job) =>
        ContainerEnds.Of(job).Any(container => container.ExitCode is not null || container.Reason is not null)
        || (job.Attempts ?? []).Any(attempt => ContainerEnds.Of(job, attempt).Count > 0)
        || job.EksAttempts is { Count: > 0 };
}
