using LocalBatch.Api.Model;
using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>A job that another service runs. Only <see cref="ServiceBook"/> changes its status.</summary>
/// <param name="sequence">Order of submission.</param>
/// <param name="submitted">As it was submitted; never changed.</param>
internal sealed class ServiceJob(long sequence, Guid id, SubmitServiceJobRequest submitted, JobQueue queue, long createdAt)
{
    public long Sequence => sequence;

    public Guid Id => id;

    public SubmitServiceJobRequest Submitted => submitted;

    public JobQueue Queue => queue;

    /// <summary>Unix milliseconds, as all times here; 0 where it has not happened.</summary>
    public long CreatedAt => createdAt;

    public TrainingRequest Training { get; } = TrainingRequest.Read(submitted.ServiceRequestPayload);

    public ServiceDemand Demand => Training.Demand;

    /// <summary>The quota share it is in.</summary>
    public QuotaShare? Share { get; init; }

    /// <summary>Key of its lane in the queue.</summary>
    public string Lane => submitted.QuotaShareName ?? submitted.ShareIdentifier ?? "";

    public required LocalBatch.Jobs.RetryStrategy Retry { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>0 to 9999; the highest goes first within a share.</summary>
    public int Priority { get; set; }

    public ServiceJobStatus Status { get; set; }

    public string? StatusReason { get; set; }

    public long ScheduledAt { get; set; }

    public long StartedAt { get; set; }

    public long StoppedAt { get; set; }

    public bool IsTerminated { get; set; }

    public string? StopReason { get; set; }

    /// <summary>Attempts that have ended and count; never changed in place.</summary>
    public IReadOnlyList<ServiceAttempt> Attempts { get; set; } = [];

    /// <summary>Attempts that were preempted, the last few.</summary>
    public IReadOnlyList<ServiceAttempt> Preempted { get; set; } = [];

    public int PreemptedCount { get; set; }

    /// <summary>Attempts that ended for want of capacity; they are free.</summary>
    public int CapacityFailures { get; set; }

    /// <summary>ARN of the training job of the latest attempt.</summary>
    public string? ResourceArn { get; set; }

    public ServiceStop? Stop { get; set; }

    /// <summary>When the phase under way ends; 0 where none is.</summary>
    public long PhaseEndsAt { get; set; }

    public IReadOnlyDictionary<string, string> Tags { get; set; } = LocalBatch.Resources.Empty.Map;

    public bool IsStopping => Stop is not null;

    /// <summary>Whether it goes before those that were never tried.</summary>
    public bool WasTried => Attempts.Count + PreemptedCount + CapacityFailures > 0;
}

/// <summary>An attempt that has ended.</summary>
/// <param name="StartedAt">0 where it never ran.</param>
internal sealed record ServiceAttempt(string ResourceArn, long StartedAt, long StoppedAt, string StatusReason);

/// <summary>Why an attempt is being stopped; the first cause stays.</summary>
internal enum ServiceStop : byte
{
    Terminated,
    TimedOut,
    PreemptedAcrossShares,
    PreemptedInShare,
    PreemptedByRule,
}
