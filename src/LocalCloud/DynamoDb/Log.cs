using Microsoft.Extensions.Logging;

namespace LocalCloud.DynamoDb;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "dynalite runs as process {ProcessId} at {Socket}")]
    public static partial void Started(this ILogger<DynaliteProcess> log, int processId, string socket);

    [LoggerMessage(EventId = 2, Level = LogLevel.Critical, Message = "{Reason}")]
    public static partial void Crashed(this ILogger<DynaliteProcess> log, string reason);
}
