using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>What is to be done next in a queue.</summary>
internal abstract record ServiceDecision
{
    private ServiceDecision()
    {
    }

    public sealed record Dispatch(ServiceJob Job) : ServiceDecision;

    /// <param name="Cause">Why they go.</param>
    public sealed record Preempt(IReadOnlyList<ServiceJob> Jobs, ServiceStop Cause) : ServiceDecision;
}

/// <summary>Decides which service job goes next. Pure: looks at the heads of the shares, and changes nothing.</summary>
internal static class ServiceScheduler
{
    /// <param name="now">On the steady clock.</param>
    /// <returns><c>null</c> where nothing can be done now.</returns>
    public static ServiceDecision? Decide(JobQueue queue, ServiceQueue services, long now) =>
        queue.Policy is { IsOfQuotaShares: true } ? OfQuotaShares(services)
        : First(services, now) is { } head && services.Environment.Fits(head.Demand) ? new ServiceDecision.Dispatch(head)
        : null;

    /// <summary>The job that goes first in a queue without quota shares.</summary>
    public static ServiceJob? First(ServiceQueue services, long now)
    {
        var scores = services.Fair.Scores(now);

        return services.Heads.OrderBy(head => scores.GetValueOrDefault(head.Share)).ThenBy(head => head.Head.Sequence).Select(head => head.Head).FirstOrDefault();
    }

    /// <summary>Why the head of a queue, or of a quota share, cannot run however long it waits.</summary>
    public static (ServiceJob Job, string Prefix, string Text)? Block(JobQueue queue, ServiceQueue services, long now)
    {
        var heads = queue.Policy is { IsOfQuotaShares: true } ? services.Heads.Select(head => head.Head) : First(services, now) is { } first ? [first] : [];
        foreach (var head in heads)
        {
            if (!services.Environment.CanEverFit(head.Demand))
            {
                return (head, ServiceReasons.MaxResource, ServiceReasons.MaxResourceText);
            }

            if (head.Share is { } share && !share.CanEverFit(head.Demand))
            {
                return (head, ServiceReasons.QuotaExceeded, ServiceReasons.QuotaExceededText);
            }
        }

        return null;
    }

    private static ServiceDecision? OfQuotaShares(ServiceQueue services)
    {
        var (environment, all) = (services.Environment, (IReadOnlyCollection<QuotaShare>)services.QuotaShares.Values);
        var heads = services.Heads.Where(head => head.Head.Share is not null).Select(head => (Share: head.Head.Share!, Job: head.Head)).ToList();
        foreach (var (share, job) in heads.Where(head => head.Share.FitsOwn(head.Job.Demand)))
        {
            if (environment.Fits(job.Demand))
            {
                return new ServiceDecision.Dispatch(job);
            }

            if (environment.TakesJobs && QuotaRules.Borrowers(job.Demand, environment, services.Holding) is { Count: > 0 } borrowers)
            {
                return new ServiceDecision.Preempt(borrowers, ServiceStop.PreemptedAcrossShares);
            }
        }

        // AWS: idle capacity goes to the shares that borrow first in, first out (API_QuotaSharePolicy). What a share is owed goes before.
        var owed = heads.Where(head => head.Share.FitsOwn(head.Job.Demand)).Select(head => head.Job.Demand).ToList();
        var borrowing = heads
            .Where(head => !head.Share.FitsOwn(head.Job.Demand) && environment.Fits(head.Job.Demand) && QuotaRules.MayBorrow(head.Share, head.Job.Demand, all))
            .Where(head => !owed.Exists(demand => demand.Instances.Keys.Any(type => head.Job.Demand.Of(type) > 0)))
            .OrderBy(head => head.Job.Sequence)
            .Select(head => head.Job)
            .FirstOrDefault();
        if (borrowing is not null)
        {
            return new ServiceDecision.Dispatch(borrowing);
        }

        foreach (var (share, job) in heads.Where(head => head.Share.HasInSharePreemption))
        {
            if (QuotaRules.Inferiors(job, share, environment, services.Holding) is { Count: > 0 } inferiors)
            {
                return new ServiceDecision.Preempt(inferiors, ServiceStop.PreemptedInShare);
            }
        }

        return null;
    }
}

/// <summary>Why a service job cannot run, and how one ended.</summary>
internal static class ServiceReasons
{
    public const string MaxResource = "MISCONFIGURATION:SERVICE_ENVIRONMENT_MAX_RESOURCE";
    public const string MaxResourceText = MaxResource + " - Service environment(s) associated with the job queue cannot meet the capacity requirement of the job.";
    public const string QuotaExceeded = "MISCONFIGURATION:QUOTA_MANAGEMENT_LIMIT_EXCEEDED";

    // Inferred: the reason is AWS's, its text is not known.
    public const string QuotaExceededText = QuotaExceeded + " - The quota share of the job cannot meet the capacity requirement of the job.";
    public const string Capacity = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY";
    public const string CapacityText = Capacity + " - Unable to provision requested compute resources";

    // AWS: user guide, service job preemption events.
    public const string AcrossShares = "PREEMPTION_IN_PROGRESS: Cross-share preemption triggered to reclaim borrowed capacity";

    // Inferred, as the one that follows: by the form of the one before.
    public const string InShare = "PREEMPTION_IN_PROGRESS: In-share preemption triggered by a job of higher priority";
    public const string ByRule = "PREEMPTION_IN_PROGRESS: Preemption triggered by the rules of the simulated executor";
    public const string NoPreemptionsLeft = "Job was preempted and has no preemption retries left";

    // AWS: user guide, service job state change events.
    public const string Completed = "Received status from SageMaker: Training job completed";

    public static string Failed(string reason) => $"Received status from SageMaker: {reason}";

    public static string TimeLimitReached(string reason) => $"Terminated by JobStateTimeLimit action due to reason: {reason}";

    public static string Preemption(ServiceStop cause) => cause switch
    {
        ServiceStop.PreemptedAcrossShares => AcrossShares,
        ServiceStop.PreemptedInShare => InShare,
        _ => ByRule,
    };
}
