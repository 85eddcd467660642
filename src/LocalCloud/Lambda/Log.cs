using Microsoft.Extensions.Logging;

namespace LocalCloud.Lambda;

internal static partial class Log
{
    [LoggerMessage(EventId = 200, Level = LogLevel.Warning, Message = "{Function} failed: {Error} (request {RequestId}; its log is in {LogGroup}, stream {LogStream})")]
    public static partial void FunctionFailed(ILogger logger, string function, string requestId, string error, string logGroup, string logStream);

    [LoggerMessage(EventId = 201, Level = LogLevel.Error, Message = "{Function} could not be started: {Error} (request {RequestId}; its log is in {LogGroup})")]
    public static partial void FunctionNotStarted(ILogger logger, string function, string requestId, string error, string logGroup);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "{Function} is throttled: an event has waited too long for one of its {Limit} processes (request {RequestId})")]
    public static partial void FunctionThrottled(ILogger logger, string function, string requestId, int limit);

    [LoggerMessage(EventId = 203, Level = LogLevel.Warning, Message = "{Reason}; {Fate}")]
    public static partial void LoopStopped(ILogger logger, string reason, string fate);
}
