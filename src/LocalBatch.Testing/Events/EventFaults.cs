namespace LocalBatch.Testing.Events;

/// <summary>What goes wrong between the engine and those who hear its events.</summary>
internal sealed class EventFaults(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TimeSpan _delay;
    private int _copies = 1;
    private double _dropped;
    private Random? _chance;

    public void Delay(TimeSpan delay) => Set(() => _delay = delay);

    public void Duplicate(int copies) => Set(() => _copies = copies);

    public void Drop(double share, int seed) => Set(() => (_dropped, _chance) = (share, new(seed)));

    /// <summary>Hands a change on as often, and as late, as the faults say.</summary>
    public void Pass(JobChange change, Action<JobChange> to)
    {
        TimeSpan delay;
        int copies;
        lock (_gate)
        {
            delay = _delay;
            copies = _chance is { } chance && chance.NextDouble() < _dropped ? 0 : _copies;
        }

        for (var copy = 0; copy < copies; copy++)
        {
            if (delay == TimeSpan.Zero)
            {
                to(change);
            }
            else
            {
                _ = LateAsync(change, delay, to);
            }
        }
    }

    private async Task LateAsync(JobChange change, TimeSpan delay, Action<JobChange> to)
    {
        await Task.Delay(delay, time);
        to(change);
    }

    private void Set(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }
}
