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

    /// <summary>The share that it counts for; <c>null</c> in a queue without a scheduling policy.</summary>
    public string? ShareIdentifier { get; init; }

    /// <summary>Children of an array job; <c>null</c> for any other.</summary>
    public int? ArraySize { get; init; }

    /// <summary>An array job that failed by its children, not by what it depended on.</summary>
    public bool IsArrayOfFailures => ArraySize is not null && Status == JobStatus.Failed && Cause != nameof(FailureCause.DependencyFailed);

    /// <summary>Why the job failed, classified; <c>null</c> while it has not.</summary>
    public string? Cause { get; init; }

    /// <summary>Why the job waits at the head of its queue; <c>null</c> while nothing is known to block it.</summary>
    public string? BlockedReason { get; init; }

    public bool IsBlocked => Status == JobStatus.Runnable && BlockedReason is not null;

    /// <summary>Its request is written down with it; news alone may have begun the record.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Nothing but its submission, and one piece of news at most, has been heard of it.</summary>
    public bool IsYoung => History.Count <= (History is [{ Status: JobStatus.Submitted }, ..] ? 2 : 1);

    /// <summary>The SubmitJob body as accepted; <c>null</c> for jobs that others submitted, and where only the record itself was read.</summary>
    public string? Request { get; init; }

    /// <summary>Failure rules that came with the request, as JSON.</summary>
    public string? OnFailure { get; init; }

    /// <summary>The accepted request this job is.</summary>
    public string? Token { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>See <see cref="SubmissionPlace"/>; <c>null</c> outside of a submission.</summary>
    public int? Row { get; init; }

    public int? Child { get; init; }

    public int Try { get; init; }

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

    /// <summary>The record as it will stand with the news.</summary>
    public JobRecord With(JobChange change) => this with
    {
        JobName = change.JobName,
        JobQueue = change.JobQueue,
        JobDefinition = change.JobDefinition,
        Status = change.Status,
        StatusReason = change.StatusReason,
        Cause = change.Cause,
        IsForgotten = false,
    };
}

/// <summary>One ended attempt of a job. Of several containers the essential one that failed speaks for it.</summary>
/// <param name="ExitCode">Absent where the process never ran or its host vanished.</param>
/// <param name="Reason">The container runtime's reason.</param>
/// <param name="StatusReason">AWS Batch's reason.</param>
/// <param name="LogStreamName">Stream of the attempt's output; absent where it never ran.</param>
internal sealed record JobAttempt(
    int? ExitCode,
    string? Reason,
    string? StatusReason,
    string? LogStreamName,
    DateTimeOffset? StartedAt,
    DateTimeOffset? StoppedAt)
{
    /// <summary>Its containers, where the job has several; what stands above is the end of the one that decided.</summary>
    public IReadOnlyList<ContainerEnd> Containers { get; init; } = [];
}

/// <summary>A line of a job's history.</summary>
/// <param name="Attempt">1 for the first attempt.</param>
/// <param name="Status">The status the job came into.</param>
/// <param name="At">When, by the event that told it.</param>
/// <param name="Reason">AWS Batch's reason, where it gave one.</param>
internal sealed record JobTransition(int Attempt, JobStatus Status, DateTimeOffset At, string? Reason);

/// <summary>Tells a history so that no status stands before the one that led to it.</summary>
internal static class HistoryOrder
{
    /// <param name="history">By rank, the first status first.</param>
    // AWS: an event's own time is in whole seconds (EventBridge, event structure), and only a start and an end have times to the
    // millisecond (API_JobDetail); what a sweep has found is told with the time of the sweep.
    public static IReadOnlyList<JobTransition> InOrder(IReadOnlyList<JobTransition> history)
    {
        var lines = history.ToArray();
        var latest = DateTimeOffset.MaxValue;
        for (var line = lines.Length - 1; line >= 0; line--)
        {
            // What is known to the millisecond holds against what came before it.
            if (IsExact(lines[line]))
            {
                latest = lines[line].At < latest ? lines[line].At : latest;
            }
            else if (lines[line].At > latest)
            {
                lines[line] = lines[line] with { At = latest };
            }
        }

        for (var line = 1; line < lines.Length; line++)
        {
            if (lines[line].At < lines[line - 1].At)
            {
                lines[line] = lines[line] with { At = lines[line - 1].At };
            }
        }

        return lines;
    }

    private static bool IsExact(JobTransition line) => line.Status is JobStatus.Running or JobStatus.Succeeded or JobStatus.Failed;
}
