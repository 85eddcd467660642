using LocalBatch.Jobs;

namespace LocalBatch.Scheduling;

/// <summary>A reading position in a queue; moving it takes nothing out.</summary>
internal sealed class QueueHead
{
    private SortedSet<Job>.Enumerator _ready;

    /// <exception cref="InvalidOperationException">Nothing in <paramref name="queue"/> is ready.</exception>
    public QueueHead(JobQueue queue)
    {
        Queue = queue;
        _ready = queue.Ready.GetEnumerator();
        if (!MoveToNextJob())
        {
            throw new InvalidOperationException($"Job queue {queue.Name} has no RUNNABLE job.");
        }
    }

    public JobQueue Queue { get; }

    /// <summary>The job; an array parent where the child is not an object yet.</summary>
    public Job Job => _ready.Current;

    /// <summary>Index of that child, else -1.</summary>
    public int RestIndex { get; private set; } = -1;

    public ResourceDemand Demand => Job.Spec.Demand;

    public QueueRank Rank => new(Queue.Priority, Job.Spec.Sequence, Queue.Name);

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

        return MoveToNextJob();
    }

    private bool MoveToNextJob()
    {
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
