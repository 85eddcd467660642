using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.ServiceJobs;

/// <summary>What we keep of a job that AWS Batch runs on another service.</summary>
internal sealed record ServiceJobRecord
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    /// <summary>The queue as AWS Batch or the caller named it: an ARN or a name.</summary>
    public required string JobQueue { get; init; }

    /// <summary>Such as SAGEMAKER_TRAINING.</summary>
    public string? ServiceJobType { get; init; }

    /// <summary>One of <see cref="ServiceJobStatuses.All"/>.</summary>
    public required string Status { get; init; }

    public string? StatusReason { get; init; }

    public string? ShareIdentifier { get; init; }

    public string? QuotaShareName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Attempts that are over; those that were cut short by a preemption not counted.</summary>
    public int EndedAttempts { get; init; }

    /// <summary>How often it has been put back into its queue for another job.</summary>
    public int Preemptions { get; init; }

    /// <summary>Why it waits at the head of its queue; <c>null</c> while nothing is known to block it.</summary>
    public string? BlockedReason { get; init; }

    /// <summary>When this was told.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Orders what can be known of it: news come doubled, late and in any order, and only a higher rank is taken.</summary>
    public int Rank => ServiceJobStatuses.IsOver(Status) ? StatusRank.Terminal : ((EndedAttempts + Preemptions) * ServiceJobStatuses.PerAttempt) + ServiceJobStatuses.All.ToList().IndexOf(Status);

    /// <summary>Where it stands in every list: its creation time, then its id.</summary>
    public string Key => JobKeys.Created(CreatedAt, JobId);
}

/// <summary>AWS's spelling of the statuses of a service job, in the order in which it passes through them.</summary>
internal static class ServiceJobStatuses
{
    /// <summary>What an attempt raises the rank by: more than there are statuses.</summary>
    public const int PerAttempt = 10;

    public const string Submitted = "SUBMITTED";

    // AWS: a service job is SCHEDULED between RUNNABLE and STARTING (Batch user guide, service job status).
    public static IReadOnlyList<string> All { get; } = [Submitted, "PENDING", "RUNNABLE", "SCHEDULED", "STARTING", "RUNNING", "SUCCEEDED", "FAILED"];

    public static bool IsOver(string status) => status is "SUCCEEDED" or "FAILED";
}

/// <summary>Reads what AWS Batch tells of a service job, in an event or in DescribeServiceJob: both have the same shape.</summary>
internal static class ServiceJobReader
{
    private const int MostReason = 1024;

    /// <param name="at">When it was told.</param>
    /// <exception cref="FormatException">Not a service job, or a status that AWS Batch does not have.</exception>
    public static ServiceJobRecord Read(DescribedServiceJob job, DateTimeOffset at) => new()
    {
        JobId = Required(job.JobId, "jobId"),
        JobName = Required(job.JobName, "jobName"),
        JobQueue = Required(job.JobQueue, "jobQueue"),
        ServiceJobType = job.ServiceJobType,
        Status = job.Status is { } status && ServiceJobStatuses.All.Contains(status) ? status : throw new FormatException($"'{job.Status}' is not the status of a service job."),
        StatusReason = Short(job.StatusReason),
        ShareIdentifier = job.ShareIdentifier,
        QuotaShareName = job.QuotaShareName,
        CreatedAt = Time(job.CreatedAt) ?? at,
        StartedAt = Time(job.StartedAt),
        StoppedAt = Time(job.StoppedAt),
        EndedAttempts = job.Attempts?.Count ?? 0,
        Preemptions = job.PreemptionSummary?.PreemptedAttemptCount ?? 0,
        At = at,
    };

    private static string Required(string? value, string name) => value is { Length: > 0 } ? value : throw new FormatException($"A service job has no {name}.");

    private static string? Short(string? reason) => reason is { Length: > MostReason } ? reason[..MostReason] : reason;

    /// <summary>AWS: a time that is not there yet may be 0, as in DescribeJobs (API_DescribeServiceJob requires startedAt).</summary>
    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is > 0 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}

/// <summary>The records of service jobs. Every write is one conditional write of one item, and safe to repeat.</summary>
internal interface IServiceJobStore
{
    Task<ServiceJobRecord?> FindAsync(string jobId, CancellationToken cancellation);

    /// <summary>Takes what is told in if it ranks higher than what is known.</summary>
    /// <returns>False for doubled, late and reordered news.</returns>
    Task<bool> TakeAsync(ServiceJobRecord news, CancellationToken cancellation);

    /// <summary>Marks a job that blocks its queue, unless its record has moved on since.</summary>
    Task<bool> MarkBlockedAsync(ServiceJobRecord news, CancellationToken cancellation);

    Task<ServiceJobPage> ListAsync(ServiceJobQuery query, CancellationToken cancellation);
}

/// <summary>Which service jobs a list shows; newest first.</summary>
/// <param name="JobQueue">Name or ARN.</param>
/// <param name="Statuses">Statuses to show; all when empty.</param>
/// <param name="After">Key of the last job of the page before; <c>null</c> for the first page.</param>
internal sealed record ServiceJobQuery(string JobQueue, IReadOnlyList<string> Statuses, string? ShareIdentifier, int Limit, string? After);

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next page goes on; <c>null</c> when nothing can follow.</param>
internal sealed record ServiceJobPage(IReadOnlyList<ServiceJobRecord> Jobs, string? Next);
