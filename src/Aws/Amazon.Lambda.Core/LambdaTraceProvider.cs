namespace Amazon.Lambda.Core;

/// <summary>The X-Ray trace header of the running invocation, for code that has no <see cref="ILambdaContext"/>.</summary>
public class LambdaTraceProvider
{
    internal const string Variable = "_X_AMZN_TRACE_ID";

    /// <summary>Empty outside an invocation, and where the service sent no header.</summary>
    // AWS: a runtime puts the header into this variable before it calls the handler (Lambda custom runtimes).
    public static string CurrentTraceId => Environment.GetEnvironmentVariable(Variable) ?? string.Empty;
}
