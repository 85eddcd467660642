namespace Amazon.Lambda.Core;

/// <summary>The log of the function, for code that has no <see cref="ILambdaContext"/>.</summary>
/// <remarks>Outside a Lambda runtime, as in a unit test, lines go to standard output.</remarks>
public static class LambdaLogger
{
    /// <summary>Set by the runtime before the first invocation; static because the official API is.</summary>
    internal static ILambdaLogger Runtime { get; set; } = new ConsoleLambdaLogger();

    public static void Log(string message) => Runtime.LogLine(message);
    public static void Log(string level, string message, params object[] args) => Runtime.Log(level, message, args);
    public static void Log(string level, Exception exception, string message, params object[] args) => Runtime.Log(level, exception, message, args);
    public static void Log(LogLevel level, string message, params object[] args) => Runtime.Log(level, message, args);
    public static void Log(LogLevel level, Exception exception, string message, params object[] args) => Runtime.Log(level, exception, message, args);

    private sealed class ConsoleLambdaLogger : ILambdaLogger
    {
        public void Log(string message) => Console.Write(message);

        public void LogLine(string message) => Console.WriteLine(message);
    }
}
