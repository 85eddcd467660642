using System.Text.Json.Serialization;
using Amazon.Batch.Model;

namespace BatchFunctions.Jobs;

/// <summary>Why a job failed. The names are those of the rules, the records and the events.</summary>
internal enum FailureCause
{
    Unknown,
    OutOfMemory,
    SpotInterruption,
    HostTerminated,
    ImagePull,
    Timeout,
    DependencyFailed,
    Cancelled,
    Terminated,
    ApplicationError,
    Misconfiguration,

    /// <summary>Of service jobs: another job took its place, and it may not be preempted once more.</summary>
    Preempted,
}

/// <summary>What a FAILED job tells of its end.</summary>
/// <param name="StatusReason">AWS Batch's reason.</param>
/// <param name="Reasons">The container runtime's reasons in the last attempt, one a container.</param>
/// <param name="ExitCode">The main container's; <c>null</c> where it never ran or its host vanished.</param>
internal sealed record FailureFacts(
    string? StatusReason, IReadOnlyList<string> Reasons, int? ExitCode, bool IsCancelled, bool IsTerminated)
{
    private static readonly string[] Prefixes = ["Essential container in task exited - ", "Task failed to start - "];

    /// <summary>Reads what a FAILED job tells of its end. The texts stand in several places, by platform and by what went wrong.</summary>
    public static FailureFacts Of(JobDetail job)
    {
        var last = job.Attempts?.LastOrDefault();
        var lastOnEks = job.EksAttempts?.LastOrDefault();
        // What the job tells of itself comes first; where that is no end yet, its last attempt's.
        var now = ContainerEnds.Deciding(ContainerEnds.Of(job));
        var ended = ContainerEnds.Deciding(last is not null ? ContainerEnds.Of(job, last) : lastOnEks is not null ? ContainerEnds.Of(lastOnEks) : []);
        var statusReason = job.StatusReason ?? last?.StatusReason ?? lastOnEks?.StatusReason;

        return new FailureFacts(
            statusReason,
            [.. Told(statusReason, last?.StatusReason ?? lastOnEks?.StatusReason, now, ended).OfType<string>()],
            now?.ExitCode ?? ended?.ExitCode,
            job.IsCancelled ?? false,
            job.IsTerminated ?? false);
    }

    private static IEnumerable<string?> Told(string? statusReason, string? lastReason, ContainerEnd? now, ContainerEnd? ended) =>
    [
        now?.Reason,
        ended?.Reason,
        // AWS: Fargate tells a failure of the task, and newer agents the container's own, in the statusReason (observed).
        Detail(statusReason),
        Detail(lastReason),
    ];

    /// <summary>The container's part of a statusReason, which may follow the task's.</summary>
    private static string? Detail(string? statusReason) =>
        Prefixes.FirstOrDefault(prefix => statusReason?.StartsWith(prefix, StringComparison.Ordinal) ?? false) is { } known
            ? statusReason?[known.Length..]
            : statusReason;
}

/// <summary>Tells why a job failed from what it tells of its end. The first test that holds wins.</summary>
internal static class FailureClassifier
{
    private const int Killed = 137;

    private const int Terminated = 143;

    public static FailureCause Classify(FailureFacts facts) => facts switch
    {
        { IsTerminated: true } => FailureCause.Terminated,
        { IsCancelled: true } => FailureCause.Cancelled,
        _ => ByStatusReason(facts.StatusReason ?? "")
            ?? facts.Reasons.Select(ByReason).FirstOrDefault(cause => cause is not null)
            ?? ByExit(facts),
    };

    private static FailureCause? ByStatusReason(string reason) => reason switch
    {
        // AWS: the texts of a job's statusReason (troubleshooting guide; job queue rules; observed in the field).
        _ when reason.StartsWith("Canceled by JobStateTimeLimit action", StringComparison.Ordinal)
            || reason.StartsWith("Terminated by JobStateTimeLimit action", StringComparison.Ordinal) => FailureCause.Misconfiguration,
        _ when reason.StartsWith("Job attempt duration exceeded timeout", StringComparison.Ordinal) => FailureCause.Timeout,
        "Dependent Job failed" => FailureCause.DependencyFailed,
        "JobQueue deleted" => FailureCause.Misconfiguration,
        _ when reason.StartsWith("Host EC2", StringComparison.Ordinal) => FailureCause.HostTerminated,
        // No text of AWS's is known for Fargate, which hides its hosts; LocalBatch has this one.
        "Task host terminated." => FailureCause.HostTerminated,
        _ when reason.StartsWith("Your Spot Task was interrupted", StringComparison.Ordinal) => FailureCause.SpotInterruption,
        _ when reason.StartsWith("Container Overrides length must be at most", StringComparison.Ordinal) => FailureCause.Misconfiguration,
        _ when reason.StartsWith("ECS was unable to assume the role", StringComparison.Ordinal) => FailureCause.Misconfiguration,
        _ => null,
    };

    private static FailureCause? ByReason(string reason) => reason switch
    {
        // AWS: the container agent's error names begin container.reason; EKS gives Kubernetes' reasons instead.
        _ when reason.StartsWith("OutOfMemoryError", StringComparison.Ordinal) || reason == "OOMKilled" => FailureCause.OutOfMemory,
        _ when reason.StartsWith("CannotPullContainerError", StringComparison.Ordinal)
            || reason is "ImagePullBackOff" or "ErrImagePull" => FailureCause.ImagePull,
        _ when reason.StartsWith("DockerTimeoutError", StringComparison.Ordinal)
            || reason.StartsWith("CannotInspectContainerError", StringComparison.Ordinal) => FailureCause.HostTerminated,
        _ when reason.StartsWith("CannotStartContainerError", StringComparison.Ordinal)
            || reason.StartsWith("CannotCreateContainerError", StringComparison.Ordinal)
            || reason.StartsWith("ResourceInitializationError", StringComparison.Ordinal) => FailureCause.Misconfiguration,
        _ => null,
    };

    private static FailureCause ByExit(FailureFacts facts) => facts switch
    {
        // AWS: without a reason, 137 is not proof of too little memory: anybody may send SIGKILL.
        { ExitCode: Killed or Terminated } => FailureCause.Unknown,
        { ExitCode: { } code and not 0 } when code > 0 => FailureCause.ApplicationError,
        { StatusReason: "Task failed to start" } => FailureCause.Misconfiguration,
        _ => FailureCause.Unknown,
    };
}

/// <summary>One line of <c>onFailure</c>: which failures it is for, and what is done.</summary>
internal sealed record FailureRule
{
    /// <summary>Most resubmissions of one job where the rule does not say.</summary>
    public const int DefaultMostResubmissions = 1;

    /// <summary>Causes it is for; every cause when left out.</summary>
    public IReadOnlyList<string>? Causes { get; init; }

    /// <summary>Exit codes it is for; every one, and none, when left out.</summary>
    public IReadOnlyList<int>? ExitCodes { get; init; }

    /// <summary><c>resubmit</c>, <c>giveUp</c> or <c>notify</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Times the memory of the failed try; 1 when left out.</summary>
    public double? MemoryFactor { get; init; }

    /// <summary>Memory that is never gone over, in MiB. A job that has it already is given up.</summary>
    public int? MaxMemoryMiB { get; init; }

    /// <summary>Queue for the next try; the same one when left out.</summary>
    public string? JobQueue { get; init; }

    /// <summary>Seconds until the next try, 0 to 43,200.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>Most resubmissions along the chain, 1 to 100.</summary>
    public int? MaxResubmissions { get; init; }

    /// <summary>
    /// Of an array job its failed children are resubmitted, each as a job of its own. Only where the job says that it can
    /// be told its index by another variable than AWS Batch's, which no single job can have.
    /// </summary>
    public bool? ArrayChildren { get; init; }
}

/// <summary>JSON of the failure rules, and of what they decided.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<FailureRule>))]
[JsonSerializable(typeof(StoredVerdict))]
internal sealed partial class FailureJson : JsonSerializerContext;
