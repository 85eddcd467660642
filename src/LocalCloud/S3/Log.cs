using Microsoft.Extensions.Logging;

namespace LocalCloud.S3;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "A file in the folder of bucket {Bucket} became object {Key} with {Size} bytes")]
    public static partial void Adopted(this ILogger<S3Store> log, string bucket, string key, long size);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{File} cannot be read, so it is no object: {Reason}")]
    public static partial void Unreadable(this ILogger<S3Store> log, string file, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "{File} could not be taken into its bucket; copy it again")]
    public static partial void NotTaken(this ILogger<S3Store> log, string file, Exception exception);
}
