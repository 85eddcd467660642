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

/// <summary>The seeded source of disorder. Same seed and same order of calls, same disorder.</summary>
/// <param name="policy">How much of it.</param>
/// <param name="seed">Printed at start, so that a run can be repeated.</param>
internal sealed class Chaos(ChaosPolicy policy, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>The longest that a delivery is held back.</summary>
    public static TimeSpan LongestDelay { get; } = TimeSpan.FromSeconds(3);

    /// <summary>When a received message is given to a second consumer.</summary>
    public static TimeSpan DoubledAfter { get; } = TimeSpan.FromMilliseconds(200);

    public int Seed => seed;

    public bool Duplicates() => Happens(policy.Duplicate);

    public bool Drops() => Happens(policy.Drop);

    public bool Throttles() => Happens(policy.Throttle);

    public bool Reorders() => Happens(policy.Reorder);

    /// <summary>How much longer this delivery waits; mostly not at all.</summary>
    public TimeSpan Delay() => Happens(policy.Delay) ? LongestDelay * Next() : TimeSpan.Zero;

    /// <summary>A number below <paramref name="count"/>, for choosing out of order.</summary>
    public int Pick(int count)
    {
        lock (_random)
        {
            return _random.Next(count);
        }
    }

    private bool Happens(double probability) => probability > 0 && Next() < probability;

    // Asked by the gateway, the queues and the buses, each from its own thread.
    private double Next()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
