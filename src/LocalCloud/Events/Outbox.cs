using LocalCloud.State;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Events;

/// <summary>Events accepted and not yet delivered. At least once: an event stays until its target has it.</summary>
internal sealed class Outbox : IAsyncDisposable
{
    public static Outbox Open(StateDatabase database, TimeProvider time, Func<Guid> newId, ILogger<Outbox> log, Chaos? chaos = null) => throw new NotImplementedException();

    /// <summary>Begins to deliver, what the last run left included.</summary>
    public void Start(IEventTarget target) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
