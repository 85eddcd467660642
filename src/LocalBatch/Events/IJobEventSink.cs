namespace LocalBatch.Events;

/// <summary>Where events of jobs leave the engine for the event bus.</summary>
public interface IJobEventSink
{
    /// <summary>
    /// Takes events in commit order. The engine forgets them only when the returned task has succeeded, and offers
    /// them again after a failure or a crash: the receiver sees each at least once.
    /// </summary>
    ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation);
}

/// <summary>One event in EventBridge's envelope, ready to be matched and delivered.</summary>
/// <param name="Id">UUID of the event, the envelope's <c>id</c>; the same when an event is offered again.</param>
/// <param name="Json">The whole envelope as UTF-8 JSON: version, id, detail-type, source, account, time, region, resources, detail.</param>
public sealed record JobEventEnvelope(string Id, ReadOnlyMemory<byte> Json);
