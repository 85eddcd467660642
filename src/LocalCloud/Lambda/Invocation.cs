using LocalCloud.Lineages;

namespace LocalCloud.Lambda;

/// <summary>One event on its way through a function.</summary>
internal sealed class Invocation(string requestId, string traceId, ReadOnlyMemory<byte> payload, Lineage lineage)
{
    private readonly TaskCompletionSource<InvocationResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId => requestId;

    public string TraceId => traceId;

    public ReadOnlyMemory<byte> Payload => payload;

    /// <summary>What led to the event.</summary>
    public Lineage Lineage => lineage;

    /// <summary>When it is too late to begin; <c>null</c> where it is never.</summary>
    public DateTimeOffset? BeginBy { get; init; }

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Gone { get; init; }

    public Task<InvocationResult> Result => _done.Task;

    /// <summary>Answers whoever waits; only the first answer counts.</summary>
    public void Answer(ReadOnlyMemory<byte> answer, bool isError) => _done.TrySetResult(new(requestId, answer, isError));

    /// <summary>Answers that it was not begun.</summary>
    public void Throttle(string why) =>
        _done.TrySetResult(new(requestId, FunctionFailure.Error("TooManyRequestsException", $"RequestId: {requestId} Error: {why}"), IsError: true) { IsThrottled = true });
}
