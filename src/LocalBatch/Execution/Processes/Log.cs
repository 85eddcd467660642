using Microsoft.Extensions.Logging;

namespace LocalBatch.Execution.Processes;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The last lines of job {JobId}, task {TaskId}, are not in its log: {Trouble}")]
    public static partial void LinesLost(ILogger logger, string jobId, string taskId, string trouble);

    [LoggerMessage(2, LogLevel.Warning, "{Stuck}")]
    public static partial void FolderStuck(ILogger logger, string stuck);

    [LoggerMessage(3, LogLevel.Warning, "The memory of jobs is looked at, not held by the kernel: this program's control group cannot be divided. It can where it is handed over, such as by systemd-run --user --scope -p Delegate=yes, and with version 2 of control groups the C library is glibc 2.39 or newer.")]
    public static partial void NoMemoryGroups(ILogger logger);
}
