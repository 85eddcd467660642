using System.Net;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Runtime;

namespace BatchFunctions.Lambda;

/// <summary>The time that Lambda gives an invocation.</summary>
internal static class Invocation
{
    /// <summary>Kept back from the time that is left, so that the answer still leaves.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    // AWS: no invocation lasts longer (Lambda quotas); timers of .NET refuse what a deadline in another century would leave.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>A token that is cancelled just before Lambda would end the invocation.</summary>
    public static CancellationTokenSource Limit(ILambdaContext context)
    {
        // AWS: the context tells the deadline as it came (RuntimeSupport 2.1.2): negative where there is none, and without an upper end.
        var left = context.RemainingTime - Reserve;

        return left > TimeSpan.Zero ? new CancellationTokenSource(left < Longest ? left : Longest) : new CancellationTokenSource();
    }
}

/// <summary>
/// What one piece of work is about, on each of its log lines. It flows with the calls, as logging scopes do, so that a
/// line deep below has the ids without a hand that passes them on; what is learned below is on the lines above, too.
/// </summary>
internal sealed class LogScope : IDisposable
{
    private static readonly AsyncLocal<LogScope?> Innermost = new();

    private readonly LogScope? _outer = Innermost.Value;

    private string? _jobId;

    private string? _submissionId;

    private LogScope() => Innermost.Value = this;

    /// <summary>The X-Ray header of who asked for the work; the line's own <c>traceId</c> is the invocation's.</summary>
    private string? OriginTraceId { get; init; }

    /// <summary>Names and values for the lines of the work that is going on.</summary>
    public static IEnumerable<(string Name, object Value)> Fields => Innermost.Value?.Known() ?? [];

    public static LogScope Begin(string? originTraceId = null) => new() { OriginTraceId = originTraceId };

    /// <summary>Says what the work that is going on is about; what is left out stays as it was.</summary>
    public static void About(string? jobId = null, string? submissionId = null)
    {
        if (Innermost.Value is { } scope)
        {
            scope._jobId = jobId ?? scope._jobId;
            scope._submissionId = submissionId ?? scope._submissionId;
        }
    }

    public void Dispose() => Innermost.Value = _outer;

    private IEnumerable<(string Name, object Value)> Known()
    {
        if (_jobId is not null)
        {
            yield return ("jobId", _jobId);
        }

        if (_submissionId is not null)
        {
            yield return ("submissionId", _submissionId);
        }

        if (OriginTraceId is not null)
        {
            yield return ("originTraceId", OriginTraceId);
        }
    }
}

/// <summary>
/// Writes log lines with the ids of their <see cref="LogScope"/>. Lambda's JSON format makes a field of every name in
/// braces, and adds the request id.
/// </summary>
internal static class LogLine
{
    extension(ILambdaContext context)
    {
        public void LogDebug(string message, params ReadOnlySpan<object> values) =>
            Write(context, LogLevel.Debug, null, message, values);

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

/// <summary>Messages on a queue that they were never meant for: dead letters that somebody has moved there.</summary>
internal static class StrayMessage
{
    /// <summary>
    /// The message starts a sweep, as the schedule sends it. Whoever finds it on a queue takes it for done: the next sweep
    /// comes by itself, and looks at all that this one would have.
    /// </summary>
    public static bool StartsSweep(string? body)
    {
        if (body?.Contains("Scheduled Event", StringComparison.Ordinal) != true)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(body);

            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("detail-type", out var type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("Scheduled Event"u8);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
