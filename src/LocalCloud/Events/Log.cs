using Microsoft.Extensions.Logging;

namespace LocalCloud.Events;

internal static partial class Log
{
    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Chaos dropped event {EventId} on bus {EventBusName}")]
    public static partial void Dropped(this ILogger<EventBus> log, string eventId, string eventBusName);

    [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "Scheduled rule {RuleName} could not fire at {FireTime}")]
    public static partial void NotFired(this ILogger<EventBus> log, string ruleName, DateTimeOffset fireTime, Exception exception);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "Rule {RuleName} asks whether {Field} exists; that is an object in AWS Batch's events, and exists looks at values only, here and on AWS: \"exists\": false always matches it, true never. Ask for a value inside it")]
    public static partial void AsksForBranch(this ILogger<EventBus> log, string ruleName, string field);
}
