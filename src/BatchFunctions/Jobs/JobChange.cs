using System.Globalization;
using Amazon.Batch.Model;
using BatchFunctions.Wire;
using ResourceType = Amazon.Batch.ResourceType;

namespace BatchFunctions.Jobs;

/// <summary>A piece of news about a job, from an event or from DescribeJobs.</summary>
internal sealed record JobChange
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public required string JobDefinition { get; init; }

    public required JobStatus Status { get; init; }

    public string? StatusReason { get; init; }

    /// <summary>When it happened, by whoever told it.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public IReadOnlyList<JobAttempt> Attempts { get; init; } = [];

    /// <summary>The share that it counts for; <c>null</c> in a queue without a scheduling policy.</summary>
    public string? ShareIdentifier { get; init; }

    public int? ArraySize { get; init; }

    /// <summary>Children of an array that have failed; <c>null</c> where it is not told.</summary>
    public int? FailedChildren { get; init; }

    /// <summary>The accepted request that the job's tag names; <c>null</c> for jobs that others submitted.</summary>
    public string? Token { get; init; }

    /// <summary>Why it failed, classified; <c>null</c> unless <see cref="Status"/> is FAILED.</summary>
    public string? Cause { get; init; }

    /// <summary>Memory that the job's container has, in MiB; <c>null</c> where it is not told.</summary>
    public int? MemoryMiB { get; init; }

    public decimal? Vcpus { get; init; }

    public bool IsFargate { get; init; }

    /// <summary>All is done about the job's end: what is written of it is written once, and nobody has to look at it again.</summary>
    public bool IsHandled { get; init; }

    /// <summary>What was told of the job together with this and lies before it: its history has lines of it, and nothing else.</summary>
    public IReadOnlyList<JobChange> Earlier { get; init; } = [];

    public int Rank => StatusRank.Of(Attempts.Count, Status);

    public JobTransition Transition =>
        new(Status.IsTerminal ? Math.Max(Attempts.Count, 1) : Attempts.Count + 1, Status, At, StatusReason);

    /// <summary>Several news of one job as one: that which lies furthest, of several such the first, with what only the others tell.</summary>
    public static JobChange Together(IReadOnlyCollection<JobChange> told)
    {
        var last = told.MaxBy(change => change.Rank) ?? throw new ArgumentException("Nothing is told.", nameof(told));
        List<JobChange> earlier = [.. told.Where(change => change.Rank < last.Rank).DistinctBy(change => change.Rank).OrderByDescending(change => change.Rank)];

        return earlier.Aggregate(last, (whole, before) => whole with
        {
            StartedAt = whole.StartedAt ?? before.StartedAt,
            StoppedAt = whole.StoppedAt ?? before.StoppedAt,
            Attempts = whole.Attempts.Count > 0 ? whole.Attempts : before.Attempts,
            ShareIdentifier = whole.ShareIdentifier ?? before.ShareIdentifier,
            ArraySize = whole.ArraySize ?? before.ArraySize,
            Token = whole.Token ?? before.Token,
            MemoryMiB = whole.MemoryMiB ?? before.MemoryMiB,
            Vcpus = whole.Vcpus ?? before.Vcpus,
            IsFargate = whole.IsFargate || before.IsFargate,
        }) with
        {
            Earlier = earlier,
        };
    }
}

/// <summary>Reads what AWS Batch tells of a job, in an event or in DescribeJobs: both have the same shape.</summary>
internal static class JobChangeReader
{
    // AWS: attempts of a job are 1..10 (API_RetryStrategy); the record's size stays bounded whatever is sent.
    private const int MostAttempts = 10;

    private const int MostReason = 1024;

    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <param name="at">When it was told.</param>
    /// <exception cref="FormatException">Not a job, or a status that AWS Batch does not have.</exception>
    public static JobChange Read(JobDetail job, DateTimeOffset at)
    {
        var status = JobStatusNames.Parse(job.Status?.Value) ?? throw new FormatException($"'{job.Status?.Value}' is not the status of a job.");
        var attempts = Attempts(job);

        return new JobChange
        {
            JobId = Required(job.JobId, "jobId"),
            JobName = Required(job.JobName, "jobName"),
            JobQueue = Required(job.JobQueue, "jobQueue"),
            JobDefinition = Required(job.JobDefinition, "jobDefinition"),
            Status = status,
            StatusReason = Short(job.StatusReason),
            At = At(job, status) ?? at,
            CreatedAt = Time(job.CreatedAt) ?? at,
            StartedAt = Time(job.StartedAt),
            StoppedAt = Time(job.StoppedAt),
            Attempts = attempts,
            ShareIdentifier = job.ShareIdentifier is { Length: > 0 } share ? share : null,
            ArraySize = job.ArrayProperties?.Size,
            FailedChildren = job.ArrayProperties?.StatusSummary is { } summary && summary.TryGetValue("FAILED", out var failed) ? failed : null,
            Token = job.Tags?.GetValueOrDefault(Token.Tag),
            MemoryMiB = HasOneContainer(job) ? Whole(Resource(job, ResourceType.MEMORY)) ?? job.Container?.Memory : null,
            Vcpus = HasOneContainer(job) ? Resource(job, ResourceType.VCPU) ?? job.Container?.Vcpus : null,
            IsFargate = job.PlatformCapabilities?.Contains("FARGATE") ?? false,
            Cause = status == JobStatus.Failed ? FailureClassifier.Classify(FailureFacts.Of(job)).ToString() : null,
        };
    }

    /// <summary>
    /// The id names a part of a job, which has no record of its own: a child of an array, or a node of a multi-node job,
    /// whose end is told with its job's.
    /// </summary>
    public static bool IsPart(string jobId) => jobId.AsSpan().ContainsAny(':', '#');

    /// <summary>AWS: containerOverrides are refused for the others (API_SubmitJob), so what their containers have cannot be changed by them.</summary>
    private static bool HasOneContainer(JobDetail job) => job is { NodeProperties: null, EcsProperties: null, EksProperties: null };

    private static decimal? Resource(JobDetail job, ResourceType type) =>
        job.Container?.ResourceRequirements?.Find(requirement => requirement.Type == type)?.Value is { } value
        && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>AWS: attempts of jobs on EKS are told of in a list of their own (API_JobDetail, eksAttempts).</summary>
    private static List<JobAttempt> Attempts(JobDetail job) => job.Attempts is { Count: > 0 } attempts
        ? [.. attempts.TakeLast(MostAttempts).Select(attempt =>
            Attempt(ContainerEnds.Of(job, attempt), attempt.StatusReason, attempt.StartedAt, attempt.StoppedAt))]
        : [.. (job.EksAttempts ?? []).TakeLast(MostAttempts).Select(attempt =>
            Attempt(ContainerEnds.Of(attempt), attempt.StatusReason, attempt.StartedAt, attempt.StoppedAt))];

    private static JobAttempt Attempt(IReadOnlyList<ContainerEnd> containers, string? statusReason, long? startedAt, long? stoppedAt)
    {
        var deciding = ContainerEnds.Deciding(containers);

        return new JobAttempt(
            deciding?.ExitCode, Short(deciding?.Reason), Short(statusReason), deciding?.LogStreamName, Time(startedAt), Time(stoppedAt))
        {
            // Without their reasons: ten containers of ten attempts have to fit into one record.
            Containers = containers is [{ Name: not null }, ..] ? [.. containers.Select(container => container with { Reason = null })] : [],
        };
    }

    /// <summary>AWS Batch's own time of the change, to the millisecond, where it gives one.</summary>
    private static DateTimeOffset? At(JobDetail job, JobStatus status) => status switch
    {
        { IsTerminal: true } => Time(job.StoppedAt),
        JobStatus.Running => Time(job.StartedAt),
        _ => null,
    };

    private static int? Whole(decimal? number) => number is >= 0 and <= int.MaxValue ? (int)number : null;

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } number and > 0 && number <= Latest ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;

    private static string? Short(string? text) => text switch
    {
        not { Length: > MostReason } => text,
        // Half of a character would be no text any more.
        _ when char.IsHighSurrogate(text[MostReason - 1]) => text[..(MostReason - 1)],
        _ => text[..MostReason],
    };

    private static string Required(string? value, string name) =>
        value is { Length: > 0 } ? value : throw new FormatException($"The job has no '{name}'.");
}
