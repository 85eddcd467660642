using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Scheduling;

/// <summary>A reading position in a queue; moving it takes nothing out.</summary>
internal sealed class QueueHead
{
    private readonly PriorityQueue<ReadyLane, (double Score, long FirstSeen)> _lanes = new();
    private ReadyLane _current;

    /// <param name="now">On the steady clock: how much a share has used depends on it.</param>
    /// <exception cref="InvalidOperationException">Nothing in <paramref name="queue"/> is ready.</exception>
    public QueueHead(JobQueue queue, long now)
    {
        Queue = queue;
        foreach (var lane in Lanes(queue, now))
        {
            _lanes.Enqueue(lane, lane.Order);
        }

        _current = _lanes.TryDequeue(out var first, out _)
            ? first
            : throw new InvalidOperationException($"Job queue {queue.Name} has no RUNNABLE job.");
        Reserved = queue is { Shares: { } shares, FairShare: { } rules } ? rules.Reserved(shares.CountActive(rules, now)) : 0;
    }

    public JobQueue Queue { get; }

    /// <summary>The part of each environment, 0 to 1, that this queue must leave free for shares not yet in use.</summary>
    public double Reserved { get; }

    /// <summary>The job; an array parent where the child is not an object yet.</summary>
    public Job Job => _current.Job;

    /// <summary>Index of that child, else -1.</summary>
    public int RestIndex => _current.RestIndex;

    public ResourceDemand Demand => Job.Spec.Demand;

    public QueueRank Rank => new(Queue.Priority, Job.Spec.Sequence, Queue.Name);

    /// <summary>Goes on as if the head had been placed.</summary>
    public bool MoveNext()
    {
        _current.Charge(Demand);
        if (_current.MoveNext())
        {
            _lanes.Enqueue(_current, _current.Order);
        }

        if (!_lanes.TryDequeue(out var next, out _))
        {
            return false;
        }

        _current = next;

        return true;
    }

    /// <summary>Container jobs of a queue in the order of dispatch.</summary>
    /// <param name="steady">On the steady clock.</param>
    public static IEnumerable<JobKey> Keys(JobQueue queue, long steady)
    {
        if (queue.Ready.Count == 0)
        {
            yield break;
        }

        var head = new QueueHead(queue, steady);
        do
        {
            yield return head.RestIndex >= 0 ? new(head.Job.Spec.Id, head.RestIndex) : head.Job.Key;
        }
        while (head.MoveNext());
    }

    private static IEnumerable<ReadyLane> Lanes(JobQueue queue, long now)
    {
        var lanes = queue is { Shares: { } shares, FairShare: { } rules }
            ? shares.Weighed(rules, now)
                .Where(weighed => weighed.Share.Ready.Count > 0)
                .Select(weighed => new ReadyLane(weighed.Share, weighed.Weight, rules, now))
            : [new ReadyLane(queue.Ready.FirstIn)];

        return lanes.Where(lane => lane.MoveNext());
    }
}

/// <summary>A reading position in the jobs of one share, or of a queue without shares.</summary>
internal sealed class ReadyLane
{
    private readonly double _weight;
    private readonly double _usage;
    private readonly long _firstSeen;
    private SortedSet<Job>.Enumerator _ready;
    private long _milliVcpus;

    public ReadyLane(SortedSet<Job> ready) => _ready = ready.GetEnumerator();

    public ReadyLane(FairShare share, double weight, FairShareRules rules, long now)
        : this(share.Ready) =>
        (_weight, _usage, _firstSeen, _milliVcpus) = (weight, share.UsageAt(rules, now), share.FirstSeen, share.UsedMilliVcpus);

    public Job Job => _ready.Current;

    public int RestIndex { get; private set; } = -1;

    public (double Score, long FirstSeen) Order => (FairShareRules.Score(_usage, _milliVcpus, _weight), _firstSeen);

    /// <summary>Counts a job as if it ran.</summary>
    public void Charge(ResourceDemand demand) => _milliVcpus += demand.MilliVcpus;

    public bool MoveNext()
    {
        if (RestIndex >= 0)
        {
            RestIndex = Job.Array?.NextOfRest(RestIndex) ?? -1;
            if (RestIndex >= 0)
            {
                return true;
            }
        }

        if (!_ready.MoveNext())
        {
            return false;
        }

        RestIndex = Job.Array?.FirstOfRest ?? -1;

        return true;
    }
}

/// <summary>Which queue is served next.</summary>
internal readonly record struct QueueRank(int Priority, long HeadSequence, string Name) : IComparable<QueueRank>
{
    public int CompareTo(QueueRank other)
    {
        var order = other.Priority.CompareTo(Priority);
        order = order != 0 ? order : HeadSequence.CompareTo(other.HeadSequence);

        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}
