using BatchFunctions.Failures;

namespace BatchFunctions.Jobs;

/// <summary>What we keep of a job.</summary>
internal sealed record JobRecord
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    /// <summary>The queue as AWS Batch or the caller named it: an ARN or a name.</summary>
    public required string JobQueue { get; init; }

    public string? JobDefinition { get; init; }

    public required JobStatus Status { get; init; }

    public string? StatusReason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public IReadOnlyList<JobAttempt> Attempts { get; init; } = [];

    /// <summary>Status changes in the order they were taken in; at most one for each attempt and status.</summary>
    public IReadOnlyList<JobTransition> History { get; init; } = [];

    /// <summary>Children of an array job; <c>null</c> for any other.</summary>
    public int? ArraySize { get; init; }

    /// <summary>An array job that failed by its children, not by what it depended on.</summary>
    public bool IsArrayOfFailures => ArraySize is not null && Status == JobStatus.Failed && Cause != nameof(FailureCause.DependencyFailed);

    /// <summary>Why the job failed, classified; <c>null</c> while it has not.</summary>
    public string? Cause { get; init; }

    /// <summary>Why the job waits at the head of its queue; <c>null</c> while nothing is known to block it.</summary>
    public string? BlockedReason { get; init; }

    public bool IsBlocked => Status == JobStatus.Runnable && BlockedReason is not null;

    /// <summary>The SubmitJob body as accepted; <c>null</c> for jobs that others submitted.</summary>
    public string? Request { get; init; }

    /// <summary>Failure rules that came with the request, as JSON.</summary>
    public string? OnFailure { get; init; }

    /// <summary>The accepted request this job is.</summary>
    public string? Token { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>The failed job that this one stands in for.</summary>
    public string? ResubmitOf { get; init; }

    /// <summary>The first job of the chain of resubmissions.</summary>
    public string? OriginalJobId { get; init; }

    /// <summary>The job that stands in for this failed one.</summary>
    public string? ResubmittedAs { get; init; }

    /// <summary>The accepted request that stands in for this failed job, or is to.</summary>
    public string? SuccessorToken { get; init; }

    /// <summary>When whoever submits that request last said so.</summary>
    public DateTimeOffset? SuccessorAt { get; init; }

    public SuccessorClaim? Successor =>
        SuccessorClaim.Of(SuccessorToken, SuccessorAt, ResubmittedAs) is { } claim ? claim with { Decision = Decision, Verdict = Verdict } : null;

    /// <summary>An attempt of it has started, so that all it depended on has succeeded.</summary>
    public bool HasStarted => Status == JobStatus.Succeeded || StartedAt is not null || Attempts.Count > 0;

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }

    /// <summary>What the failure rules decided: RESUBMITTED or GIVEN_UP; <c>null</c> until they have.</summary>
    public string? Decision { get; init; }

    /// <summary>The job has failed, and whether it is resubmitted is not decided yet: who follows it should go on.</summary>
    public bool IsUndecided => Status == JobStatus.Failed && Decision is null && !IsHandled;

    public string? DecisionReason { get; init; }

    /// <summary>What carrying the decision out needs; written with it.</summary>
    public StoredVerdict? Verdict { get; init; }

    /// <summary>The job is over, and what had to be done about it is done.</summary>
    public bool IsHandled { get; init; }

    /// <summary>AWS Batch does not know the job any more, although we never heard of its end.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>Memory that the last try had, in MiB.</summary>
    public int? MemoryMiB { get; init; }

    public decimal? Vcpus { get; init; }

    public bool IsFargate { get; init; }

    public required int Rank { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }
}
