using Microsoft.Extensions.Logging;

namespace LocalBatch.Publishing;

internal static partial class Log
{
    [LoggerMessage(6, LogLevel.Warning, "The event bus did not take {Count} events; they are offered again in {Seconds} s.")]
    public static partial void EventsNotTaken(ILogger logger, Exception exception, int count, double seconds);
}
