using LocalBatch.Jobs;

namespace LocalBatch.Scheduling;

/// <summary>A job near the head of its queue.</summary>
/// <param name="Since">Unix milliseconds since when it has stood at its position.</param>
internal sealed record Position(JobKey Key, long Since);

/// <summary>The first jobs of a queue, each with the time since when it has stood where it stands.</summary>
internal sealed class QueueFront
{
    // AWS: the first 100 RUNNABLE jobs (API_FrontOfQueueDetail).
    private const int Length = 100;

    private IReadOnlyList<Position> _positions = [];
    private long _version = -1;

    /// <summary>Notes who has moved, where the queue has changed since the last look.</summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="steady">On the steady clock.</param>
    public void Update(JobQueue queue, long now, long steady)
    {
        if (_version != queue.Ready.Version)
        {
            (_version, _positions) = (queue.Ready.Version, Look(queue, now, steady));
        }
    }

    /// <summary>The order as it is now: shares move although nothing happens to their jobs. Changes nothing.</summary>
    public IReadOnlyList<Position> Look(JobQueue queue, long now, long steady) =>
    [
        .. First(queue, steady).Select((key, place) => place < _positions.Count && _positions[place].Key == key ? _positions[place] : new Position(key, now)),
    ];

    private static IEnumerable<JobKey> First(JobQueue queue, long steady)
    {
        if (queue.Ready.Count == 0)
        {
            yield break;
        }

        var head = new QueueHead(queue, steady);
        for (var place = 0; place < Length; place++)
        {
            yield return head.RestIndex >= 0 ? new(head.Job.Spec.Id, head.RestIndex) : head.Job.Key;
            if (!head.MoveNext())
            {
                yield break;
            }
        }
    }
}
