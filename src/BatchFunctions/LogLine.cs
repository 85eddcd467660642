using System.Net;
using Amazon.Lambda.Core;
using Amazon.Runtime;

namespace BatchFunctions;

/// <summary>
/// Writes log lines with the ids of their <see cref="LogScope"/>. Lambda's JSON format makes a field of every name in
/// braces, and adds the request id.
/// </summary>
internal static class LogLine
{
    extension(ILambdaContext context)
    {
        public void LogInformation(string message, params ReadOnlySpan<object> values) =>
            Write(context, LogLevel.Information, null, message, values);

        public void LogWarning(Exception? exception, string message, params ReadOnlySpan<object> values) =>
            Write(context, LogLevel.Warning, exception, message, values);

        public void LogError(Exception? exception, string message, params ReadOnlySpan<object> values) =>
            Write(context, LogLevel.Error, exception, message, values);
    }

    private static void Write(ILambdaContext context, LogLevel level, Exception? exception, string message, ReadOnlySpan<object> values)
    {
        var fields = exception is AmazonServiceException service ? [.. LogScope.Fields, .. Said(service)] : LogScope.Fields;
        // A field that the message itself has is there already.
        var added = fields.Where(field => !message.Contains($"{{{field.Name}}}", StringComparison.Ordinal)).ToList();
        var text = added.Count == 0 ? message : $"{message} [{string.Join(", ", added.Select(field => $"{field.Name} {{{field.Name}}}"))}]";
        object[] all = [.. values, .. added.Select(field => field.Value)];
        if (exception is null or AmazonServiceException)
        {
            context.Logger.Log(level, text, all);
        }
        else
        {
            context.Logger.Log(level, exception, text, all);
        }
    }

    /// <summary>What a service said. Its words about a request that it finds wrong may repeat the request: they stay out.</summary>
    private static IEnumerable<(string Name, object Value)> Said(AmazonServiceException exception)
    {
        yield return ("errorCode", exception.ErrorCode ?? "");
        yield return ("serviceStatus", (int)exception.StatusCode);
        yield return ("serviceRequestId", exception.RequestId ?? "");
        if (exception.StatusCode == HttpStatusCode.Forbidden || exception.ErrorCode == "AccessDeniedException")
        {
            // AWS: names who may not do what to which resource.
            yield return ("serviceMessage", exception.Message);
        }
    }
}
