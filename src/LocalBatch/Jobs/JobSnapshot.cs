using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>A job as it stood at one moment: what DescribeJobs shows, what ListJobs sums up, what an event tells.</summary>
internal sealed record JobSnapshot
{
    public required JobSpec Spec { get; init; }

    public required int Index { get; init; }

    public required JobStatus Status { get; init; }

    public string? StatusReason { get; init; }

    /// <summary>Unix milliseconds, as the three that follow; 0 where it has not happened.</summary>
    public required long CreatedAt { get; init; }

    public long ScheduledAt { get; init; }

    public long StartedAt { get; init; }

    public long StoppedAt { get; init; }

    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>Task and host of the attempt under way.</summary>
    public LiveAttempt? Live { get; init; }

    public bool IsCancelled { get; init; }

    public bool IsTerminated { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Map;

    /// <summary>The seven counts of an array parent.</summary>
    public IReadOnlyList<int>? Counts { get; init; }

    public long CountsUpdatedAt { get; init; }

    public JobKey Key => JobKey.Of(Spec, Index);

    public static JobSnapshot Of(Job job) => new()
    {
        Spec = job.Spec,
        Index = job.Index,
        Status = job.Status,
        StatusReason = job.StatusReason,
        CreatedAt = job.CreatedAt,
        ScheduledAt = job.ScheduledAt,
        StartedAt = job.StartedAt,
        StoppedAt = job.StoppedAt,
        Attempts = job.Attempts,
        Live = job.Current is { } current ? new(current.TaskId, current.Host.Identity) : null,
        IsCancelled = job.IsCancelled,
        IsTerminated = job.IsTerminated,
        Tags = job.Tags,
        Counts = job.Array?.Counts.ToArray(),
        CountsUpdatedAt = job.Array?.SummaryUpdatedAt ?? 0,
    };

    /// <summary>A child that is not an object yet.</summary>
    public static JobSnapshot OfRest(Job parent, JobArray array, int index) => new()
    {
        Spec = parent.Spec,
        Index = index,
        Status = array.Rest,
        StatusReason = array.RestReason,
        CreatedAt = parent.CreatedAt,
        StoppedAt = array.RestStoppedAt,
        IsCancelled = parent.IsCancelled,
        IsTerminated = parent.IsTerminated,
    };

    /// <summary>A node; where it has no host yet, or none any more since the job waits for another attempt, as its job.</summary>
    /// <returns><c>null</c> where the job has no such node.</returns>
    public static JobSnapshot? OfNode(Job job, int index) => job.Nodes switch
    {
        null => null,
        { } nodes when index >= nodes.Count => null,
        { } nodes when !job.Status.IsWaiting && nodes.Node(index) is { } node => Of(node),
        { } nodes => new()
        {
            Spec = job.Spec,
            Index = index,
            Status = job.Status,
            StatusReason = job.StatusReason,
            CreatedAt = job.CreatedAt,
            StoppedAt = job.StoppedAt,
            Attempts = nodes.Node(index)?.Attempts ?? [],
            IsCancelled = job.IsCancelled,
            IsTerminated = job.IsTerminated,
        },
    };

    /// <summary>A child, whether it is an object or not; <c>null</c> where the array is smaller.</summary>
    public static JobSnapshot? OfChild(Job parent, int index) => parent.Array switch
    {
        { } array when index < array.Size => array.Child(index) is { } child ? Of(child) : OfRest(parent, array, index),
        _ => null,
    };
}

/// <summary>The attempt a job is in.</summary>
internal sealed record LiveAttempt(Guid TaskId, HostIdentity Host);
