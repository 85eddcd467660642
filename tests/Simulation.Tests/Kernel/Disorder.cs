namespace Simulation.Tests.Kernel;

/// <summary>
/// The one source of chance. Each seed also chooses which kinds of fault its run has and how many: a run with few kinds
/// goes deeper into them than one with all.
/// </summary>
internal sealed class Disorder(Random random)
{
    private static readonly double[] Storms = [0, 0.3, 1, 1, 2];

    public Faults Faults { get; private set; } = Draw(random);

    /// <summary>From now on nothing goes wrong any more.</summary>
    public void Calm() => Faults = Faults.None;

    public bool Chance(double probability) => random.NextDouble() < probability;

    /// <summary>A whole number from 0, below <paramref name="count"/>.</summary>
    public int Below(int count) => random.Next(count);

    public T Of<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public TimeSpan Between(double fromSeconds, double toSeconds) =>
        TimeSpan.FromSeconds(fromSeconds + (random.NextDouble() * (toSeconds - fromSeconds)));

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);

        return new(bytes);
    }

    private static Faults Draw(Random random) => new()
    {
        Throttled = 0.05 * Storm(random),
        Failed = 0.03 * Storm(random),
        Unheard = 0.03 * Storm(random),
        Repeated = 0.04 * Storm(random),
        Slow = 0.03 * Storm(random),
        Crash = 0.02 * Storm(random),
        Dropped = 0.08 * Storm(random),
        Doubled = 0.15 * Storm(random),
        Delayed = 0.1 * Storm(random),
        EngineCrash = 0.01 * Storm(random),
        HostLost = 0.1 * Storm(random),
        ClockJump = 0.2 * Storm(random),
        // At most 40: a takeover waits a minute (IntentRules.ListingLag), from which the clock's jumps go off.
        Lag = 20 * Storm(random),
    };

    private static double Storm(Random random) => Storms[random.Next(Storms.Length)];
}
