using LocalCloud.Lineages;

namespace LocalCloud.Lambda;

/// <summary>Invokes functions of the stack by logical id, each in processes of its own.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Runs the function once and waits for its answer or its end.</summary>
    /// <param name="functionName">Logical id in the template.</param>
    /// <param name="payload">The event as UTF-8 JSON.</param>
    /// <param name="lineage">What led to the event; <see cref="Lineage.None"/> for what comes from outside.</param>
    /// <param name="cancellation">Gives up waiting; the invocation itself goes on, as on AWS.</param>
    Task<InvocationResult> InvokeAsync(string functionName, ReadOnlyMemory<byte> payload, Lineage lineage, CancellationToken cancellation);
}

/// <summary>How an invocation ended.</summary>
/// <param name="RequestId">The invocation's request id.</param>
/// <param name="Payload">The function's answer, or its error as <c>{"errorMessage":…,"errorType":…}</c>.</param>
/// <param name="IsError">True for an unhandled exception, a time-out or a process that died.</param>
internal sealed record InvocationResult(string RequestId, ReadOnlyMemory<byte> Payload, bool IsError);
