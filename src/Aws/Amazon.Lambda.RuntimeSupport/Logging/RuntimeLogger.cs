using System.Buffers;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>The function's log: one write to standard output a line, in the format and from the level the variables say.</summary>
internal sealed class RuntimeLogger(LogFormat format, LogLevel least, TimeProvider time, Stream output) : ILambdaLogger
{
    // Handlers log from several threads at once; a line must not be torn apart by another.
    private readonly Lock _writing = new();
    private Invocation? _invocation;

    // AWS: AWS_LAMBDA_LOG_FORMAT and AWS_LAMBDA_LOG_LEVEL carry the function's logging configuration (advanced logging controls).
    public static RuntimeLogger Create(RuntimeHost host) => new(
        string.Equals(host.Variable("AWS_LAMBDA_LOG_FORMAT"), "JSON", StringComparison.OrdinalIgnoreCase) ? LogFormat.Json : LogFormat.Text,
        LogLevels.Parse(host.Variable("AWS_LAMBDA_LOG_LEVEL")) ?? LogLevel.Information,
        host.Time,
        host.Output);

    /// <summary>From here on lines belong to this invocation.</summary>
    public void Begin(Invocation invocation) => _invocation = invocation;

    public void End() => _invocation = null;

    public void Log(string message) => Write(LogLevel.Information, null, message);

    public void LogLine(string message) => Write(LogLevel.Information, null, message);

    public void Log(string level, string message) => Write(level, null, message);

    public void Log(string level, string message, params object[] args) => Write(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object[] args) => Write(level, exception, message, args);

    public void Log(LogLevel level, string message) => Write(level, null, message);

    public void Log(LogLevel level, string message, params object[] args) => Write(level, null, message, args);

    public void Log(LogLevel level, Exception exception, string message, params object[] args) => Write(level, exception, message, args);

    public void Write(LogLevel level, Exception? exception, string? message, params object?[]? args)
    {
        if (level >= least)
        {
            Write(new LogLine(time.GetUtcNow(), level.ToString(), _invocation, message ?? string.Empty, args ?? [], exception));
        }
    }

    /// <summary>A level that Lambda does not know is written whatever the least level is.</summary>
    private void Write(string level, Exception? exception, string? message, params object?[]? args)
    {
        if (LogLevels.Parse(level) is { } known)
        {
            Write(known, exception, message, args);
            return;
        }

        Write(new LogLine(time.GetUtcNow(), level, _invocation, message ?? string.Empty, args ?? [], exception));
    }

    private void Write(LogLine line)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        if (format is LogFormat.Json)
        {
            JsonLogLine.Write(line, buffer);
        }
        else
        {
            TextLogLine.Write(line, buffer);
        }

        lock (_writing)
        {
            output.Write(buffer.WrittenSpan);
        }
    }
}
