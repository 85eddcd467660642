using Amazon.Batch.Model;
using BatchFunctions.Jobs;

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

    /// <summary>Those attempts, in AWS's field names; the last ten at most.</summary>
    public IReadOnlyList<ServiceJobAttemptDetail> Attempts { get; init; } = [];

    /// <summary>How often it has been put back into its queue for another job.</summary>
    public int Preemptions { get; init; }

    /// <summary>What has happened to it, in its order.</summary>
    public IReadOnlyList<ServiceJobMoment> History { get; init; } = [];

    /// <summary>Why it waits at the head of its queue; <c>null</c> while nothing is known to block it.</summary>
    public string? BlockedReason { get; init; }

    /// <summary>Why it failed, classified; <c>null</c> unless <see cref="Status"/> is FAILED.</summary>
    public string? Cause { get; init; }

    /// <summary>The accepted request that it came of; <c>null</c> for jobs that others submitted.</summary>
    public string? Token { get; init; }

    /// <summary>The failed job that this one stands in for.</summary>
    public string? ResubmitOf { get; init; }

    /// <summary>The first job of the chain of resubmissions.</summary>
    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }

    /// <summary>The request that stands in for it, once it has failed.</summary>
    public SuccessorClaim? Successor { get; init; }

    /// <summary>What is done about its failure: see <see cref="FailureDecision"/>.</summary>
    public string? Decision { get; init; }

    public string? DecisionReason { get; init; }

    /// <summary>What carrying the decision out needs.</summary>
    public StoredVerdict? Verdict { get; init; }

    /// <summary>All is done about its end.</summary>
    public bool IsHandled { get; init; }

    /// <summary>AWS Batch does not know it any more, and its end was not heard.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>It was told to be stuck.</summary>
    public bool IsToldStuck { get; init; }

    /// <summary>When this was told.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Orders what can be known of it: news come doubled, late and in any order, and only a higher rank is taken.</summary>
    public int Rank => ServiceJobStatuses.RankOf(Status, EndedAttempts + Preemptions);

    /// <summary>Where it stands in every list: its creation time, then its id.</summary>
    public string Key => JobKeys.Created(CreatedAt, JobId);

    public bool IsOver => ServiceJobStatuses.IsOver(Status);
}

/// <summary>One line of a service job's history.</summary>
/// <param name="At">By whoever told it.</param>
/// <param name="Preemption">The name of a preemption's event; <c>null</c> for a change of the status.</param>
/// <param name="Attempt">The attempt, preempted ones counted, from 1; 0 where a preemption's event does not tell it.</param>
internal sealed record ServiceJobMoment(DateTimeOffset At, string Status, string? Reason, string? Preemption = null, int Attempt = 0)
{
    public const string PreemptionStarted = "PREEMPTION_STARTED";

    public const string PreemptionCompleted = "PREEMPTION_COMPLETED";

    /// <summary>Lines that a record keeps of each kind, so that it stays far below the 400 KB of an item: preemptions have no limit of their own.</summary>
    public const int MostLines = 500;

    /// <summary>
    /// Puts preemptions among the statuses: one begins before the job goes back into its queue, or ends, and is completed after that.
    /// </summary>
    /// <param name="statuses">By rank, the first status first.</param>
    /// <param name="preemptions">By time.</param>
    // AWS: an event's time is in whole seconds (EventBridge, event structure), so that time alone does not order what is close together.
    public static IReadOnlyList<ServiceJobMoment> InOrder(IReadOnlyList<ServiceJobMoment> statuses, IReadOnlyList<ServiceJobMoment> preemptions)
    {
        List<ServiceJobMoment> all = [.. statuses];
        foreach (var moment in preemptions)
        {
            var place = moment.Preemption == PreemptionStarted
                ? all.FindIndex(line => line.IsWayBack && line.At >= moment.At)
                : Behind(all, line => !ServiceJobStatuses.IsOver(line.Status), moment.At) ?? Behind(all, line => ServiceJobStatuses.IsOver(line.Status), moment.At) ?? -1;
            all.Insert(place < 0 ? all.Count : place, moment);
        }

        return all;
    }

    /// <summary>The place behind the last way back that no completed preemption follows yet.</summary>
    private static int? Behind(List<ServiceJobMoment> all, Predicate<ServiceJobMoment> isOne, DateTimeOffset at)
    {
        for (var place = all.Count; place > 0; place--)
        {
            if (all[place - 1] is { IsWayBack: true } line && isOne(line) && line.At <= at && (place == all.Count || all[place].Preemption != PreemptionCompleted))
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>Whether an attempt has ended by it.</summary>
    private bool IsWayBack => Preemption is null && IsEnd;

    private bool IsEnd => ServiceJobStatuses.IsOver(Status) || (Status == ServiceJobStatuses.Runnable && Attempt > 1);
}

/// <summary>AWS's spelling of the statuses of a service job, in the order in which it passes through them.</summary>
internal static class ServiceJobStatuses
{
    public const string Submitted = "SUBMITTED";

    public const string Runnable = "RUNNABLE";

    public const string Running = "RUNNING";

    public const string Failed = "FAILED";

    /// <summary>What an attempt raises the rank by: more than there are statuses.</summary>
    private const int PerAttempt = 10;

    // AWS: a service job is SCHEDULED between RUNNABLE and STARTING (Batch user guide, service job status).
    public static IReadOnlyList<string> All { get; } = [Submitted, "PENDING", Runnable, "SCHEDULED", "STARTING", Running, "SUCCEEDED", Failed];

    /// <summary>Those in which stopping does something.</summary>
    public static IReadOnlyList<string> Open { get; } = [.. All.Where(status => !IsOver(status))];

    public static bool IsOver(string status) => status is "SUCCEEDED" or Failed;

    /// <param name="before">Attempts that are over, preempted ones among them.</param>
    public static int RankOf(string status, int before) =>
        IsOver(status) ? StatusRank.Terminal : (before * PerAttempt) + All.ToList().IndexOf(status);

    /// <summary>The attempt, from 1, that a rank below the end stands for.</summary>
    public static int AttemptOf(int rank) => (rank / PerAttempt) + 1;
}
