using LocalBatch.Jobs;

namespace LocalBatch.Scheduling;

/// <summary>A job queue with its jobs in order.</summary>
/// <param name="id">Unique for ever; a queue made again under an old name is another queue.</param>
internal sealed class JobQueue(long id, string name, string arn)
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

    /// <summary>
    /// RUNNABLE jobs in the order of dispatch. An array parent stands here for those of its children that are not objects yet.
    /// </summary>
    public SortedSet<Job> Ready { get; } = new(JobOrder.ByDispatch);

    /// <summary>The head of the queue, while it cannot run and the engine knows why.</summary>
    public BlockedHead? Blocked { get; set; }

    public bool IsGone => Status is LifecycleStatus.Deleting or LifecycleStatus.Deleted;

    /// <summary>Jobs that are not over, array children left out.</summary>
    public IEnumerable<Job> Live => _byStatus.Where((_, status) => !((JobStatus)status).IsTerminal).SelectMany(jobs => jobs);

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
