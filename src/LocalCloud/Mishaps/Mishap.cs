namespace LocalCloud.Mishaps;

/// <summary>
/// One kind of disorder: whether it strikes, and how often it did. Each kind has a sequence of its own, so that its n-th
/// question has the same answer in every run, whatever the other kinds were asked in between.
/// </summary>
/// <param name="probability">From 0 to 1.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="kind">Tells the sequences of one seed apart.</param>
internal sealed class Mishap(double probability, int seed, int kind)
{
    private readonly Random _random = new(unchecked((seed * 31) + kind));
    private long _count;

    /// <summary>How often it has happened.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Whether it strikes now; counted.</summary>
    public bool Happens()
    {
        var strikes = Strikes();
        if (strikes)
        {
            Note();
        }

        return strikes;
    }

    /// <summary>Whether it strikes now; not counted, since nothing may come of it.</summary>
    public bool Strikes() => probability > 0 && Share() < probability;

    /// <summary>Counts one.</summary>
    public void Note() => Interlocked.Increment(ref _count);

    /// <summary>A share of the most, from 0 to below 1.</summary>
    // Asked by the gateway, the queues and the buses, each from its own thread.
    public double Share()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
