namespace LocalCloud.Mishaps;

/// <summary>The seeded source of disorder, and the count of what came of it. Same seed, same disorder.</summary>
/// <param name="policy">How much of it.</param>
/// <param name="seed">Printed at start, so that a run can be repeated.</param>
internal sealed class Chaos(ChaosPolicy policy, int seed)
{
    private readonly Mishap _duplicate = new(policy.Duplicate, seed, 0);
    private readonly Mishap _delay = new(policy.Delay, seed, 1);
    private readonly Mishap _reorder = new(policy.Reorder, seed, 2);
    private readonly Mishap _drop = new(policy.Drop, seed, 3);
    private readonly Mishap _throttle = new(policy.Throttle, seed, 4);
    private readonly Mishap _close = new(policy.Close, seed, 5);
    private readonly Mishap _lag = new(policy.Lag > TimeSpan.Zero ? 1 : 0, seed, 6);

    /// <summary>The longest that a delivery is held back.</summary>
    public static TimeSpan LongestDelay { get; } = TimeSpan.FromSeconds(3);

    /// <summary>When a received message is given to a second consumer.</summary>
    public static TimeSpan DoubledAfter { get; } = TimeSpan.FromMilliseconds(200);

    public int Seed => seed;

    /// <summary>What has come of it so far.</summary>
    public ChaosTally Tally => new(seed, _duplicate.Count, _delay.Count, _reorder.Count, _drop.Count, _throttle.Count, _close.Count, _lag.Count);

    /// <summary>How long Batch neither lists nor describes a job that it has taken.</summary>
    public TimeSpan Lag => policy.Lag;

    /// <summary>This event is delivered twice.</summary>
    public bool Duplicates() => _duplicate.Happens();

    /// <summary>
    /// This message stays in sight of a second consumer. No duplicate yet: the first one may be done with it before; see
    /// <see cref="TakenTwice"/>.
    /// </summary>
    public bool LeavesInSight() => _duplicate.Strikes();

    /// <summary>A message that was left in sight has been received a second time.</summary>
    public void TakenTwice() => _duplicate.Note();

    public bool Drops() => _drop.Happens();

    public bool Throttles() => _throttle.Happens();

    /// <summary>Whether this call's connection is closed without an answer, and when.</summary>
    public Closing Closes() => !_close.Happens() ? Closing.Never : _close.Share() < 0.5 ? Closing.Before : Closing.After;

    /// <summary>A job was left out of a list or a description because of <see cref="Lag"/>.</summary>
    public void Withheld() => _lag.Note();

    /// <summary>This delivery lets later ones pass.</summary>
    public bool Reorders() => _reorder.Happens();

    /// <summary>How much longer this delivery waits; mostly not at all.</summary>
    public TimeSpan Delay() => _delay.Happens() ? LongestDelay * _delay.Share() : TimeSpan.Zero;

    /// <summary>Which of so many that wait goes first: mostly 0, the one whose turn it is.</summary>
    public int Pick(int count) => count > 1 && _reorder.Happens() ? 1 + (int)(_reorder.Share() * (count - 1)) : 0;
}

/// <summary>When the connection of a call is closed without an answer.</summary>
internal enum Closing
{
    Never,

    /// <summary>Before it is carried out.</summary>
    Before,

    /// <summary>After it was carried out.</summary>
    After,
}
