using System.Diagnostics;

namespace EndToEnd.Tests;

/// <summary>Waits for what is outside the test's process.</summary>
internal static class Wait
{
    // Far more than it ever takes: a busy machine is no failure.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks until what it sees is wanted; else fails with the last it saw and what <paramref name="story"/> tells.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isWanted, string what, Func<string> story)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isWanted(seen))
            {
                return seen;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, $"Waited in vain for {what}. Seen last: {seen}\nThe stack said:\n{story()}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
