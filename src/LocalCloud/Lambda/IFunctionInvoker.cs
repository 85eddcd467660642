using LocalCloud.Lineages;

namespace LocalCloud.Lambda;

/// <summary>Invokes functions of the stack by logical id, each in processes of its own.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Runs the function once and waits for its answer or its end.</summary>
    /// <param name="functionName">Logical id in the template.</param>
    /// <param name="payload">The event as UTF-8 JSON.</param>
    /// <param name="lineage">What led to the event; <see cref="Lineage.None"/> for what comes from outside.</param>
    /// <param name="beginWithin">An event that no process has begun by then is refused as throttled; <c>null</c> for one that may wait.</param>
    /// <param name="cancellation">Gives up waiting; an invocation that has begun goes on, as on AWS, any other is dropped.</param>
    Task<InvocationResult> InvokeAsync(string functionName, ReadOnlyMemory<byte> payload, Lineage lineage, TimeSpan? beginWithin, CancellationToken cancellation);
}

/// <summary>How an invocation ended.</summary>
/// <param name="RequestId">The invocation's request id.</param>
/// <param name="Payload">The function's answer, or its error as <c>{"errorMessage":…,"errorType":…}</c>.</param>
/// <param name="IsError">True for an unhandled exception, a time-out, a process that died or an invocation that was not begun.</param>
internal sealed record InvocationResult(string RequestId, ReadOnlyMemory<byte> Payload, bool IsError)
{
    /// <summary>True where the function was never begun, since all its processes were at work.</summary>
    public bool IsThrottled { get; init; }
}
