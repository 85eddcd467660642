using LocalBatch;

namespace LocalCloud.Events;

/// <summary>The event buses with their rules. Takes LocalBatch's events on the bus <c>default</c>.</summary>
internal sealed class EventBus : IJobEventSink, IAsyncDisposable
{
    /// <exception cref="FormatException">A pattern or schedule is wrong; the message names the rule and the place.</exception>
    public static EventBus Open(EventBusOptions options) => throw new NotImplementedException();

    /// <summary>Begins to fire scheduled rules.</summary>
    public void StartSchedules() => throw new NotImplementedException();

    public ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
