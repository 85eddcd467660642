using Microsoft.Extensions.Logging;

namespace LocalCloud.HttpApi;

internal static partial class Log
{
    [LoggerMessage(EventId = 300, Level = LogLevel.Warning, Message = "{Route}: {Function} did not answer within {Seconds} s; the caller got a 503")]
    public static partial void RouteTimedOut(ILogger logger, string route, string function, double seconds);
}
