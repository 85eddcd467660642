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
