using Microsoft.Extensions.Logging;

namespace LocalCloud.Ecs;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "What job {JobName} left stays in {Folder}: {Reason}")]
    public static partial void OutputNotMoved(this ILogger<OutputFolders> log, string jobName, string folder, string reason);
}
