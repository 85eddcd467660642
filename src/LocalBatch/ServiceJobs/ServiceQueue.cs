using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.ServiceJobs;

/// <summary>What a queue of the type SAGEMAKER_TRAINING has beside what every queue has.</summary>
/// <param name="order">The number of its environment in <c>serviceEnvironmentOrder</c>.</param>
internal sealed class ServiceQueue(JobQueue queue, ServiceEnvironment environment, int order) : IServiceLane
{
    private static readonly IComparer<ServiceJob> BySubmission = Comparer<ServiceJob>.Create((a, b) => a.Sequence.CompareTo(b.Sequence));

    // AWS: within a share the highest priority goes first; the priority means nothing in a queue without shares (API_UpdateServiceJob).
    private static readonly IComparer<ServiceJob> ByPriority = Comparer<ServiceJob>.Create((a, b) =>
        b.Priority.CompareTo(a.Priority) is not 0 and var order ? order : Compare(a, b));

    private static readonly IComparer<ServiceJob> FirstIn = Comparer<ServiceJob>.Create(Compare);

    private readonly Dictionary<string, SortedSet<ServiceJob>> _lanes = new(StringComparer.Ordinal);

    public ServiceEnvironment Environment { get; set; } = environment;

    public int Order { get; set; } = order;

    /// <summary>Jobs of every status, oldest first.</summary>
    public SortedSet<ServiceJob> Jobs { get; } = new(BySubmission);

    public bool HasLiveJobs => Jobs.Any(job => !job.Status.IsTerminal);

    /// <summary>Jobs SCHEDULED, STARTING or RUNNING.</summary>
    public HashSet<ServiceJob> Holding { get; } = [];

    /// <summary>By name.</summary>
    public SortedDictionary<string, QuotaShare> QuotaShares { get; } = new(StringComparer.Ordinal);

    public FairUsage Fair { get; } = new(queue);

    /// <summary>Shares with RUNNABLE jobs, each with the one that goes next.</summary>
    public IEnumerable<(string Share, ServiceJob Head)> Heads =>
        _lanes.Where(lane => lane.Value.Count > 0).OrderBy(lane => lane.Key, StringComparer.Ordinal).Select(lane => (lane.Key, lane.Value.First()));

    public ServiceBlock? Blocked { get; set; }

    public QueueFront Front { get; } = new();

    /// <summary>The next job of each quota share, and since when.</summary>
    public Dictionary<string, QueueFront> ShareFronts { get; } = new(StringComparer.Ordinal);

    /// <summary>Another number whenever the order may have changed.</summary>
    public long Version { get; set; }

    /// <summary>Jobs in the order of dispatch.</summary>
    /// <param name="now">On the steady clock.</param>
    public IEnumerable<JobKey> InOrder(long now)
    {
        var scores = Fair.Scores(now);
        var lanes = new PriorityQueue<IEnumerator<ServiceJob>, (double, long)>();
        foreach (var lane in _lanes.Values)
        {
            Push(lane.GetEnumerator());
        }

        while (lanes.TryDequeue(out var lane, out _))
        {
            yield return new(lane.Current.Id, -1);
            scores[lane.Current.Lane] = scores.GetValueOrDefault(lane.Current.Lane) + lane.Current.Demand.Total;
            Push(lane);
        }

        void Push(IEnumerator<ServiceJob> lane)
        {
            if (lane.MoveNext())
            {
                lanes.Enqueue(lane, (queue.Shares is null ? 0 : scores.GetValueOrDefault(lane.Current.Lane), lane.Current.Sequence));
            }
        }
    }

    /// <summary>Notes who has moved in the order since the last look.</summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="steady">On the steady clock.</param>
    public void UpdateFronts(long now, long steady)
    {
        Front.Update(Version, InOrder(steady), now);
        foreach (var (share, head) in queue.Policy is { IsOfQuotaShares: true } ? Heads : [])
        {
            if (!ShareFronts.TryGetValue(share, out var front))
            {
                ShareFronts.Add(share, front = new());
            }

            front.Update(Version, [new(head.Id, -1)], now);
        }
    }

    public SortedSet<ServiceJob> Lane(string share)
    {
        if (!_lanes.TryGetValue(share, out var lane))
        {
            _lanes.Add(share, lane = new(queue.Policy is null ? FirstIn : ByPriority));
        }

        return lane;
    }

    private static int Compare(ServiceJob a, ServiceJob b) =>
        b.WasTried.CompareTo(a.WasTried) is not 0 and var order ? order : a.Sequence.CompareTo(b.Sequence);
}

/// <summary>Usage of the shares of a queue with fair share; nothing in any other.</summary>
internal sealed class FairUsage(JobQueue queue)
{
    public FairShare? Find(ServiceJob job) => queue.Shares?.Of(job.Submitted.ShareIdentifier ?? "");

    /// <param name="instances">Taken or, negative, given back; an instance counts as a vCPU does.</param>
    public void Use(ServiceJob job, int instances, long now)
    {
        if (queue.FairShare is { } rules)
        {
            Find(job)?.Use(instances * 1000L, rules, now);
        }
    }

    /// <summary>The score of each share, the lowest of which goes first; empty in a queue without fair share.</summary>
    public Dictionary<string, double> Scores(long now) => queue is { Shares: { } shares, FairShare: { } rules }
        ? shares.Weighed(rules, now).ToDictionary(
            weighed => weighed.Share.Id,
            weighed => FairShareRules.Score(weighed.Share.UsageAt(rules, now), weighed.Share.UsedMilliVcpus, weighed.Weight))
        : [];
}

/// <summary>A job that holds up its queue.</summary>
/// <param name="Prefix">What <c>jobStateTimeLimitActions</c> name the reason by.</param>
/// <param name="Since">On the steady clock.</param>
internal sealed record ServiceBlock(ServiceJob Job, string Prefix, string Text, long Since);

/// <summary>The service jobs of a queue.</summary>
internal static class ServiceQueues
{
    extension(JobQueue queue)
    {
        /// <summary>What the queue has as a queue of service jobs; <c>null</c> in a queue of container jobs.</summary>
        public ServiceQueue? Services
        {
            get => queue.ServiceLane as ServiceQueue;
            set => queue.ServiceLane = value;
        }
    }
}
