namespace BatchFunctions.Submissions;

/// <summary>How often and after which pauses a queued job is tried again.</summary>
/// <param name="MostTries">Tries before it goes to the dead letters.</param>
internal sealed record RetryPlan(int MostTries)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Longest that a job waits for another job of its submission to be submitted.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(4);

    /// <summary>Doubles with each try: 1, 2, 4 … 60 seconds.</summary>
    public static TimeSpan Pause(int tries) => Shorter(TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(tries, 0, 20))), LongestPause);

    public static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    public bool IsOver(int tries) => tries >= MostTries;

    public static bool HasWaitedTooLong(DateTimeOffset since, DateTimeOffset now) => now - since > LongestWait;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
