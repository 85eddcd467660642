using Microsoft.Extensions.Logging;

namespace LocalCloud.DynamoDb;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "dynalite runs as process {ProcessId} at {Socket}")]
    public static partial void Started(this ILogger<DynaliteProcess> log, int processId, string socket);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The local DynamoDB has {Size} in {Folder}, most of it written over or deleted; it is made small first, which takes a while")]
    public static partial void Compacting(this ILogger<DynaliteProcess> log, string size, string folder);

    [LoggerMessage(EventId = 2, Level = LogLevel.Critical, Message = "{Reason}")]
    public static partial void Crashed(this ILogger<DynaliteProcess> log, string reason);
}
