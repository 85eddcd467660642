using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.TestUtilities;

/// <summary>A log that a test can read back.</summary>
public class TestLambdaLogger : ILambdaLogger
{
    /// <summary>Everything logged so far.</summary>
    public StringBuilder Buffer { get; } = new();

    public void Log(string message) => Buffer.Append(message);

    public void LogLine(string message) => Buffer.AppendLine(message);

    public void Log(string level, string message) => LogLine($"{level}: {message}");

    public void Log(string level, string message, params object[] args) => LogLine(Line(level, message, args));

    public void Log(string level, Exception exception, string message, params object[] args)
    {
        LogLine(Line(level, message, args));
        LogLine(exception.ToString());
    }

    private static string Line(string level, string message, object[] args) =>
        args is { Length: > 0 } ? $"{level}: {message} [{string.Join(", ", args)}]" : $"{level}: {message}";
}
