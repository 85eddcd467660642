using Microsoft.Extensions.Logging;

namespace LocalCloud.S3;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "A file in the folder of bucket {Bucket} became object {Key} with {Size} bytes")]
    public static partial void Adopted(this ILogger<S3Store> log, string bucket, string key, long size);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{File} cannot be read, so it is no object: {Reason}")]
    public static partial void Unreadable(this ILogger<S3Store> log, string file, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Bucket {Bucket} had the key {Key} for the file of {Owner}, too, and has forgotten it; the file stays")]
    public static partial void Disowned(this ILogger<S3Store> log, string bucket, string key, string owner);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{File} is no object: its name stands for the key {Key}, which has the file {Path}; give it another name")]
    public static partial void Shadowed(this ILogger<S3Store> log, string file, string key, string path);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "The watch of {Folder} ended and was begun again: {Reason}")]
    public static partial void WatchRenewed(this ILogger<S3Store> log, string folder, string reason);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "{Folder} is a symbolic link, so nothing of the bucket is read or written; put the folder itself back")]
    public static partial void LinkedBucket(this ILogger<S3Store> log, string folder);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "{File} could not be taken into its bucket; copy it again: {Reason}")]
    public static partial void NotTaken(this ILogger<S3Store> log, string file, string reason);
}
