using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>Something logged.</summary>
/// <param name="At">When.</param>
/// <param name="Level">A <see cref="Core.LogLevel"/>'s name, or the caller's own.</param>
/// <param name="Invocation">The running invocation; <c>null</c> during initialization.</param>
/// <param name="Message">Text, or a template such as <c>"job {JobId} failed"</c> where there are arguments.</param>
/// <param name="Arguments">In the order of the template's holes.</param>
/// <param name="Exception">What went wrong, if something did.</param>
internal sealed record LogLine(
    DateTimeOffset At,
    string Level,
    Invocation? Invocation,
    string Message,
    object?[] Arguments,
    Exception? Exception);
