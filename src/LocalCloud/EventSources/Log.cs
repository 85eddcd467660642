using Microsoft.Extensions.Logging;

namespace LocalCloud.EventSources;

internal static partial class Log
{
    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "{Function}: {Queue} could not be read, trying again: {Error}")]
    public static partial void PollFailed(ILogger logger, string function, string queue, string error);

    [LoggerMessage(EventId = 203, Level = LogLevel.Warning, Message = "{Reason}; {Fate}")]
    public static partial void LoopStopped(ILogger logger, string reason, string fate);
}
