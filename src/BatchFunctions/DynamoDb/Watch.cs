using System.Globalization;

namespace BatchFunctions.DynamoDb;

/// <summary>
/// Spreads what is not over yet over a few partitions of the index <c>byChange</c>: one would take at most 1,000
/// writes a second.
/// </summary>
internal static class Watch
{
    public const int Shards = 4;

    public static IEnumerable<string> All => Enumerable.Range(0, Shards).Select(Name);

    /// <param name="id">A job id or a token: hexadecimal, so that its last digit spreads evenly.</param>
    public static string Shard(string id) => Name(id[^1] % Shards);

    private static string Name(int shard) => string.Create(CultureInfo.InvariantCulture, $"OPEN#{shard}");
}
