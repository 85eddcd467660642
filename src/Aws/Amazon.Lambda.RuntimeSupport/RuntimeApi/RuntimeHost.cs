namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The process around the runtime.</summary>
/// <param name="Variable">Reads an environment variable; <c>null</c> where it is not set.</param>
/// <param name="SetVariable">Sets an environment variable for code that runs in the process.</param>
/// <param name="Time">The clock that <c>RemainingTime</c> and the log go by.</param>
/// <param name="Output">Where the function's log goes.</param>
internal sealed record RuntimeHost(
    Func<string, string?> Variable,
    Action<string, string?> SetVariable,
    TimeProvider Time,
    Stream Output);
