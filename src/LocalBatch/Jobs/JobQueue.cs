using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>A job queue with its jobs in order.</summary>
/// <param name="id">Unique for ever; a queue made again under an old name is another queue.</param>
/// <param name="policy">Decides for good whether the queue has shares; the policy itself may be replaced by one of its kind.</param>
internal sealed class JobQueue(long id, string name, string arn, SchedulingPolicy? policy = null)
{
    private readonly SortedSet<Job>[] _byStatus = [.. Enumerable.Range(0, JobStatus.Count).Select(_ => new SortedSet<Job>(JobOrder.BySubmission))];

    public long Id => id;

    public string Name => name;

    public string Arn => arn;

    /// <summary>Higher is served first.</summary>
    public int Priority { get; set; }

    public bool IsEnabled { get; set; } = true;

    public LifecycleStatus Status { get; set; }

    public string? StatusReason { get; set; }

    /// <summary>One to three, in the order they are tried.</summary>
    public IReadOnlyList<EnvironmentOrder> Environments { get; set; } = [];

    public IReadOnlyList<TimeLimitAction> TimeLimits { get; set; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; set; } = Empty.Map;

    /// <summary><c>null</c>: first in, first out.</summary>
    public SchedulingPolicy? Policy { get; set; } = policy;

    public FairShareRules? FairShare => Policy?.FairShare;

    /// <summary>Who has used how much; <c>null</c> in a queue without fair share.</summary>
    public FairShares? Shares { get; } = policy?.FairShare is null ? null : new();

    /// <summary>RUNNABLE jobs.</summary>
    public ReadyJobs Ready => field ??= new(Shares);

    /// <summary>What it has as a queue of service jobs; <c>null</c> in a queue of container jobs.</summary>
    public IServiceLane? ServiceLane { get; set; }

    public QueueFront Front { get; } = new();

    /// <summary>Thousandths of a vCPU held by jobs STARTING or RUNNING.</summary>
    public long UsedMilliVcpus { get; private set; }

    /// <summary>The head of the queue, while it cannot run and the engine knows why.</summary>
    public BlockedHead? Blocked { get; set; }

    public bool IsGone => Status is LifecycleStatus.Deleting or LifecycleStatus.Deleted;

    /// <summary>Jobs that are not over, array children left out.</summary>
    public IEnumerable<Job> Live => _byStatus.Where((_, status) => !((JobStatus)status).IsTerminal).SelectMany(jobs => jobs);

    /// <summary>Whether a job in it is not over.</summary>
    public bool HasLiveJobs => Live.Any() || ServiceLane?.HasLiveJobs == true;

    /// <summary>A job of the queue takes vCPUs or, negative, gives them back.</summary>
    /// <param name="now">On the steady clock.</param>
    public void Use(Job job, long milliVcpus, long now)
    {
        UsedMilliVcpus += milliVcpus;
        Ready.Touch();
        if (this is { Shares: { } shares, FairShare: { } rules })
        {
            shares.Of(job.Spec.ShareIdentifier ?? "").Use(milliVcpus, rules, now);
        }
    }

    /// <summary>Jobs that are not array children, oldest first.</summary>
    public SortedSet<Job> InStatus(JobStatus status) => _byStatus[(int)status];
}

/// <summary>One entry of <c>computeEnvironmentOrder</c>.</summary>
internal sealed record EnvironmentOrder(int Order, ComputeEnvironment Environment);

/// <summary>One entry of <c>jobStateTimeLimitActions</c>; its state is always RUNNABLE, its action CANCEL.</summary>
internal sealed record TimeLimitAction(string Reason, TimeSpan MaxTime);

/// <summary>A job that holds up its queue.</summary>
/// <param name="Since">On the steady clock of timers.</param>
internal sealed record BlockedHead(Job Job, BlockingReason Reason, long Since);

/// <summary>The side of a queue on which service jobs wait; what is in it is no concern of container jobs.</summary>
internal interface IServiceLane
{
    /// <summary>Whether a job in it is not over.</summary>
    bool HasLiveJobs { get; }
}
