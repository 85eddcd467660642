using System.Diagnostics;

namespace EndToEnd.Tests;

/// <summary>Waits for what is outside the test's process.</summary>
internal static class Wait
{
    // Far more than it ever takes: a busy machine is no failure.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Looks until what it sees is wanted; else fails with the last it saw and what <paramref name="story"/> tells.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isWanted, string what, Func<string> story)
    {
        var started = Stopwatch.GetTimestamp();
        // Rarer and rarer: looking is work for what is waited for.
        for (var pause = ShortestPause; ; pause = pause < LongestPause ? pause * 1.1 : LongestPause)
        {
            var seen = await look();
            if (isWanted(seen))
            {
                return seen;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, $"Waited in vain for {what}. Seen last: {seen}\nThe stack said:\n{story()}");
            await Task.Delay(pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Counts until there are so many; it fails only when the count stands still.</summary>
    public static async Task CountAsync(Func<Task<int>> count, int wanted, string what, Func<string> story)
    {
        for (var before = -1; before < wanted;)
        {
            before = await UntilAsync(count, now => now >= wanted || now > before, $"more than {before} {what}", story);
        }
    }
}
