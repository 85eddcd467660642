using Microsoft.Extensions.Logging;

namespace LocalBatch.Engine;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Opened the journal {Path}: {Jobs} jobs, {Interrupted} of them cut off while they ran.")]
    public static partial void Opened(ILogger logger, string path, int jobs, int interrupted);

    [LoggerMessage(2, LogLevel.Critical, "The engine has stopped: a turn failed. What was acknowledged before is in the journal.")]
    public static partial void TurnFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "The journal cannot be written ({Trouble}). It is tried again; until then calls are refused and nothing new starts. Is the disk full?")]
    public static partial void NotWritten(ILogger logger, string trouble);

    [LoggerMessage(8, LogLevel.Warning, "The journal is written again, after {Seconds:F1} s; nothing is lost.")]
    public static partial void WrittenAgain(ILogger logger, double seconds);

    [LoggerMessage(9, LogLevel.Critical, "The engine closes and its journal still cannot be written: {Count} reports of attempts are lost, their jobs count as those of a lost host.")]
    public static partial void ClosedUnwritten(ILogger logger, int count);

    [LoggerMessage(3, LogLevel.Error, "Request {RequestId} failed inside the engine.")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(4, LogLevel.Error, "The executor failed on job {JobId}, task {TaskId}.")]
    public static partial void ExecutorFailed(ILogger logger, Exception exception, string jobId, string taskId);

    [LoggerMessage(5, LogLevel.Error, "The executor reported no end of job {JobId}, task {TaskId}.")]
    public static partial void AttemptWithoutEnd(ILogger logger, string jobId, string taskId);
}
