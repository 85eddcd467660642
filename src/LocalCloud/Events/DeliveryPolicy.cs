namespace LocalCloud.Events;

/// <summary>How long a delivery is tried, and where it goes when that was in vain.</summary>
/// <param name="MaximumRetryAttempts">Tries after the first one, 0 to 185.</param>
/// <param name="MaximumEventAge">From one minute to a day.</param>
/// <param name="DeadLetterArn">Queue for what could not be delivered; <c>null</c>: it is dropped, with a line in the log.</param>
internal sealed record DeliveryPolicy(int MaximumRetryAttempts, TimeSpan MaximumEventAge, string? DeadLetterArn)
{
    // AWS: EventBridge tries for 24 hours and up to 185 times (eb-rule-retry-policy).
    public static DeliveryPolicy EventBridge { get; } = new(185, TimeSpan.FromHours(24), null);

    // AWS: an asynchronous invocation is retried twice and kept for at most 6 hours (invocation-async-error-handling).
    public static DeliveryPolicy LambdaAsync { get; } = new(2, TimeSpan.FromHours(6), null);
}
