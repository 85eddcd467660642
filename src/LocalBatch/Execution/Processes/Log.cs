using Microsoft.Extensions.Logging;

namespace LocalBatch.Execution.Processes;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The last lines of job {JobId}, task {TaskId}, are not in its log: {Trouble}")]
    public static partial void LinesLost(ILogger logger, string jobId, string taskId, string trouble);

    [LoggerMessage(2, LogLevel.Warning, "{Stuck}")]
    public static partial void FolderStuck(ILogger logger, string stuck);
}
