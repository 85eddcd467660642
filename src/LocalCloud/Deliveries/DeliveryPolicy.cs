namespace LocalCloud.Deliveries;

/// <summary>How long a delivery is tried, and where it goes when that was in vain.</summary>
/// <param name="MaximumRetryAttempts">Tries after the first one, 0 to 185.</param>
/// <param name="MaximumEventAge">From one minute to a day.</param>
/// <param name="DeadLetterArn">Queue for what could not be delivered; <c>null</c>: it is dropped, with a line in the log.</param>
internal sealed record DeliveryPolicy(int MaximumRetryAttempts, TimeSpan MaximumEventAge, string? DeadLetterArn)
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(5);

    // AWS: EventBridge tries for 24 hours and up to 185 times (eb-rule-retry-policy).
    public static DeliveryPolicy EventBridge { get; } = new(185, TimeSpan.FromHours(24), null);

    // AWS: an asynchronous invocation is retried twice, after one minute and after two more, and is kept for at most
    // 6 hours (invocation-async-error-handling).
    public static DeliveryPolicy LambdaAsync { get; } = new(2, TimeSpan.FromHours(6), null) { FirstRetryDelay = TimeSpan.FromMinutes(1) };

    /// <summary>The wait before the second try; doubles with each further one.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The wait after a number of failed tries.</summary>
    public TimeSpan DelayAfter(int failedTries)
    {
        var delay = FirstRetryDelay * Math.Pow(2, Math.Min(failedTries, 16) - 1);

        return delay < LongestRetryDelay ? delay : LongestRetryDelay;
    }
}
