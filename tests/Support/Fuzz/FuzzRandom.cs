namespace Support.Fuzz;

/// <summary>The random choices of one case.</summary>
/// <param name="seed">The same seed, the same choices.</param>
public sealed class FuzzRandom(int seed)
{
    private readonly Random _random = new(seed);

    /// <param name="below">Not reached itself.</param>
    public int Next(int below) => _random.Next(below);

    public int Between(int least, int most) => _random.Next(least, most + 1);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Of<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public byte[] Bytes(int most)
    {
        var bytes = new byte[_random.Next(most + 1)];
        _random.NextBytes(bytes);

        return bytes;
    }
}
