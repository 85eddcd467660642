using LocalCloud.Gateway;
using LocalCloud.Lineages;

namespace LocalCloud.Lambda;

/// <summary>What a process of a function is doing; only its <see cref="FunctionPool"/> changes it.</summary>
internal enum EnvironmentPhase
{
    Starting,
    Idle,
    Busy,
    Ending,
}

/// <summary>One process of a function with its Runtime API. The state belongs to the pool's loop.</summary>
internal sealed class ExecutionEnvironment(FunctionProcess process, LoopbackServer server, Arrivals arrivals, FunctionLog log, EventAtHand atHand) : IAsyncDisposable
{
    public FunctionProcess Process => process;

    public FunctionLog Log => log;

    /// <summary>Told before the process is, so that its first call is counted.</summary>
    public EventAtHand AtHand => atHand;

    public EnvironmentPhase Phase { get; set; } = EnvironmentPhase.Starting;

    /// <summary>The event being worked on.</summary>
    public Invocation? Current { get; set; }

    /// <summary>The open call of <c>/next</c>.</summary>
    public PoolMessage.Next? Next { get; set; }

    /// <summary>The call of <c>/next</c> that waits until those that came before it have been heard.</summary>
    public EarlyCall? Early { get; set; }

    /// <summary>The one timer that counts: of the start, of the event, or of idleness.</summary>
    public ITimer? Timer { get; set; }

    /// <summary><see cref="TimeProvider.GetTimestamp"/> when the event was handed over.</summary>
    public long BusySince { get; set; }

    /// <inheritdoc cref="Arrivals.HeardAsync"/>
    public Task HeardAsync(Arrival? asking, Task patience) => arrivals.HeardAsync(asking, patience);

    public async ValueTask DisposeAsync()
    {
        if (Timer is { } timer)
        {
            await timer.DisposeAsync();
        }

        Next?.Waiting.TrySetCanceled();
        Early?.Next.Waiting.TrySetCanceled();
        await process.DisposeAsync();
        await server.DisposeAsync();
    }
}

/// <summary>An event as the Runtime API hands it over.</summary>
internal sealed record Delivery(Invocation Invocation, DateTimeOffset Deadline);
