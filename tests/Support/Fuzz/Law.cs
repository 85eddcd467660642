using System.Diagnostics;
using System.Globalization;

namespace Support.Fuzz;

/// <summary>
/// Holds a law over many random cases. Every case has a seed of its own, which a failure names; <c>FUZZ_SEED</c> runs that
/// case alone, <c>FUZZ_ROUNDS</c> runs so many times more cases. CsCheck serves where cases are values that should shrink;
/// here they are texts and bytes that are spoiled, and one number must bring one case back.
/// </summary>
public static class Law
{
    // Far beyond what any case needs on a slow machine, and far below what somebody waits for.
    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(10);

    /// <param name="cases">How many, unless the environment says otherwise; a second's worth at most.</param>
    /// <param name="law">Throws where the law does not hold.</param>
    public static void Holds(int cases, Action<FuzzRandom> law)
    {
        foreach (var seed in Seeds(cases))
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                law(new(seed));
            }
            catch (Exception broken)
            {
                throw Failed(seed, broken);
            }

            CheckTime(seed, began);
        }
    }

    /// <inheritdoc cref="Holds" />
    public static async Task HoldsAsync(int cases, Func<FuzzRandom, Task> law)
    {
        foreach (var seed in Seeds(cases))
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                await law(new(seed));
            }
            catch (Exception broken)
            {
                throw Failed(seed, broken);
            }

            CheckTime(seed, began);
        }
    }

    /// <summary>Bytes that the call takes from the heap of this thread.</summary>
    public static long Allocated(Action call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static IEnumerable<int> Seeds(int cases) => Number("FUZZ_SEED") is { } seed
        ? [seed]
        : Enumerable.Range(1, cases * (Number("FUZZ_ROUNDS") ?? 1));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void CheckTime(int seed, long began)
    {
        if (Stopwatch.GetElapsedTime(began) is var taken && taken > LongestCase)
        {
            throw Failed(seed, new TimeoutException($"It took {taken.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s."));
        }
    }

    private static InvalidOperationException Failed(int seed, Exception broken) =>
        new($"The law does not hold for the case FUZZ_SEED={seed.ToString(CultureInfo.InvariantCulture)}: {broken.GetType().Name}: {broken.Message}", broken);
}
