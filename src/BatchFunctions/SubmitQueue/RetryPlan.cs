using BatchFunctions.Intents;

namespace BatchFunctions.SubmitQueue;

/// <summary>How long and after which pauses a queued job is tried again.</summary>
/// <param name="Budget">Time from its first try after which it goes to the dead letters; none: after the first one.</param>
internal sealed record RetryPlan(TimeSpan Budget)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // AWS: the longest DelaySeconds (API_SendMessage).
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    /// <summary>Longest that a job waits for another job of its submission to be submitted.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(4);

    /// <summary>Doubles with each try: 1, 2, 4 … 60 seconds.</summary>
    public static TimeSpan Pause(int tries) => Shorter(TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(tries, 0, 20))), LongestPause);

    public static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>How long the queue holds a message back that has to wait: as long as it can, up to 15 minutes.</summary>
    public static TimeSpan DelayUntil(QueuedMessage message, DateTimeOffset now)
    {
        var due = DateTimeOffset.FromUnixTimeMilliseconds(message.NotBefore ?? 0) - now;

        return due <= TimeSpan.Zero ? TimeSpan.Zero : Shorter(due, LongestDelay);
    }

    /// <param name="since">The first try.</param>
    public bool IsOver(DateTimeOffset since, DateTimeOffset now) => now - since >= Budget;

    /// <summary>Its submission may have been finished without it.</summary>
    public static bool IsLate(DateTimeOffset queuedAt, DateTimeOffset now) => now - queuedAt >= IntentRules.AbandonAfter;

    public static bool HasWaitedTooLong(DateTimeOffset since, DateTimeOffset now) => now - since > LongestWait;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
