using Microsoft.Extensions.Logging;

namespace LocalBatch.Execution.Docker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "No container can be run: the daemon at {Endpoint} does not answer ({Trouble}); {Advice}.")]
    public static partial void Unreachable(ILogger logger, Uri endpoint, string trouble, string advice);

    [LoggerMessage(2, LogLevel.Warning, "The daemon at {Endpoint} answers again.")]
    public static partial void Back(ILogger logger, Uri endpoint);

    [LoggerMessage(3, LogLevel.Information, "Pulling {Image}.")]
    public static partial void Pulling(ILogger logger, string image);

    [LoggerMessage(4, LogLevel.Information, "Pulling {Image}: {Layers} layers, {DoneMiB} of {TotalMiB} MiB.")]
    public static partial void Pulls(ILogger logger, string image, int layers, long doneMiB, long totalMiB);

    [LoggerMessage(5, LogLevel.Information, "{Image} was pulled in {Seconds} s.")]
    public static partial void Pulled(ILogger logger, string image, double seconds);

    [LoggerMessage(6, LogLevel.Warning, "{Image} cannot be pulled ({Trouble}); {Advice}.")]
    public static partial void NotPulled(ILogger logger, string image, string trouble, string advice);

    [LoggerMessage(7, LogLevel.Error, "The last lines of job {JobId}, task {TaskId}, are not in its log: {Trouble}")]
    public static partial void LinesLost(ILogger logger, string jobId, string taskId, string trouble);

    [LoggerMessage(8, LogLevel.Warning, "Container {Container} of an attempt that is over stays: {Trouble}")]
    public static partial void NotRemoved(ILogger logger, string container, string trouble);

    [LoggerMessage(9, LogLevel.Warning, "Container {Container} cannot be stopped: {Trouble}")]
    public static partial void NotStopped(ILogger logger, string container, string trouble);

    [LoggerMessage(10, LogLevel.Warning, "Containers that an earlier life has left cannot be looked for: the daemon at {Endpoint} does not answer ({Trouble}). Their jobs count as lost with their hosts; when it answers, they are removed.")]
    public static partial void LeftUnknown(ILogger logger, Uri endpoint, string trouble);
}
