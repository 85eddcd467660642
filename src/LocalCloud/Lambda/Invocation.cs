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

    public Task<InvocationResult> Result => _done.Task;

    /// <summary>Answers whoever waits; only the first answer counts.</summary>
    public void Answer(ReadOnlyMemory<byte> answer, bool isError) => _done.TrySetResult(new(requestId, answer, isError));
}
