using System.Globalization;

namespace LocalCloud.Events;

/// <summary>How much disorder there is, each a probability from 0 to 1.</summary>
/// <param name="Duplicate">An event or message is delivered a second time.</param>
/// <param name="Delay">A delivery waits up to <see cref="Chaos.LongestDelay"/> longer.</param>
/// <param name="Reorder">A delivery lets later ones pass.</param>
/// <param name="Drop">An event put on a bus is lost before it reaches its targets. S3 notifications and queue messages are never lost.</param>
/// <param name="Throttle">A call to Batch is answered with TooManyRequestsException, without effect.</param>
internal sealed record ChaosPolicy(double Duplicate, double Delay, double Reorder, double Drop, double Throttle)
{
    /// <summary>Reads <c>duplicate=0.2,delay=0.3,reorder=0.2,drop=0.05,throttle=0.1</c>; what is not named is 0.</summary>
    /// <exception cref="FormatException">An unknown name, a name twice, or a value outside 0 to 1.</exception>
    public static ChaosPolicy Parse(string text)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is not [("duplicate" or "delay" or "reorder" or "drop" or "throttle") and var name, var value])
            {
                throw new FormatException($"'{part}' is not one of duplicate=P, delay=P, reorder=P, drop=P, throttle=P.");
            }

            if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var probability) || !(probability is >= 0 and <= 1))
            {
                throw new FormatException($"'{part}': a probability is a number from 0 to 1, such as 0.2.");
            }

            if (!values.TryAdd(name, probability))
            {
                throw new FormatException($"'{name}' is given twice.");
            }
        }

        double Of(string name) => values.GetValueOrDefault(name);

        return new(Of("duplicate"), Of("delay"), Of("reorder"), Of("drop"), Of("throttle"));
    }
}

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

    /// <summary>The longest that a delivery is held back.</summary>
    public static TimeSpan LongestDelay { get; } = TimeSpan.FromSeconds(3);

    /// <summary>When a received message is given to a second consumer.</summary>
    public static TimeSpan DoubledAfter { get; } = TimeSpan.FromMilliseconds(200);

    public int Seed => seed;

    /// <summary>What has come of it so far.</summary>
    public ChaosTally Tally => new(seed, _duplicate.Count, _delay.Count, _reorder.Count, _drop.Count, _throttle.Count);

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

    /// <summary>This delivery lets later ones pass.</summary>
    public bool Reorders() => _reorder.Happens();

    /// <summary>How much longer this delivery waits; mostly not at all.</summary>
    public TimeSpan Delay() => _delay.Happens() ? LongestDelay * _delay.Share() : TimeSpan.Zero;

    /// <summary>Which of so many that wait goes first: mostly 0, the one whose turn it is.</summary>
    public int Pick(int count) => count > 1 && _reorder.Happens() ? 1 + (int)(_reorder.Share() * (count - 1)) : 0;
}
