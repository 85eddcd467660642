using Microsoft.Extensions.Logging;

namespace LocalCloud.Deliveries;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Delivery {DeliveryId} to {TargetArn} failed: {Reason}. Next: {NextTargetArn} at {NextTryAt}")]
    public static partial void DeliveryFailed(
        this ILogger<Outbox> log, string deliveryId, string targetArn, string reason, string nextTargetArn, DateTimeOffset nextTryAt);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Delivery {DeliveryId} to {TargetArn} was given up after {Tries} tries; there is no dead-letter queue for it")]
    public static partial void GaveUp(this ILogger<Outbox> log, string deliveryId, string targetArn, int tries, Exception exception);

    [LoggerMessage(EventId = 7, Level = LogLevel.Error, Message = "Delivery {DeliveryId} to {TargetArn} was dropped: {Reason}. There is no dead-letter queue for it")]
    public static partial void Dropped(this ILogger<Outbox> log, string deliveryId, string targetArn, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "What became of delivery {DeliveryId} could not be written")]
    public static partial void NotNoted(this ILogger<Outbox> log, string deliveryId, Exception exception);
}
