using Microsoft.Extensions.Logging;

namespace LocalCloud.Gateway;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Request {RequestId} was not let in ({Fault}): {Reason}")]
    public static partial void Refused(this ILogger<Gate> log, string requestId, SignatureFault fault, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Request {RequestId} failed: {Method} {Path}")]
    public static partial void Failed(this ILogger<Gate> log, string requestId, string method, string path, Exception exception);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{Action} is denied to {Role}: a policy has the condition operator {Operator}, which the local stack does not know")]
    public static partial void UnknownOperator(this ILogger<Access> log, string action, string role, string @operator);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "{Count} more requests were not let in within a minute ({Fault})")]
    public static partial void RefusedMore(this ILogger<Gate> log, long count, SignatureFault fault);
}
