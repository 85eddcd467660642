namespace LocalBatch.Jobs;

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
    /// <param name="version">Another number whenever the order may have changed.</param>
    /// <param name="order">The jobs in the order of dispatch; read as far as needed.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Update(long version, IEnumerable<JobKey> order, long now)
    {
        if (_version != version)
        {
            (_version, _positions) = (version, Look(order, now));
        }
    }

    /// <summary>The order as it is now: shares move although nothing happens to their jobs. Changes nothing.</summary>
    public IReadOnlyList<Position> Look(IEnumerable<JobKey> order, long now) =>
    [
        .. order.Take(Length).Select((key, place) => place < _positions.Count && _positions[place].Key == key ? _positions[place] : new Position(key, now)),
    ];
}
