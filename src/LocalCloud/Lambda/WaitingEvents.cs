using LocalCloud.Template;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Lambda;

/// <summary>The events of one function that no process works on yet, the oldest first. They belong to the pool's loop.</summary>
/// <param name="function">The function.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Tells of those that nobody works on in the end.</param>
internal sealed class WaitingEvents(FunctionResource function, TimeProvider time, ILogger log)
{
    private readonly Queue<Invocation> _events = new();

    public int Count => _events.Count;

    public IEnumerable<Invocation> All => _events;

    public void Add(Invocation invocation) => _events.Enqueue(invocation);

    /// <summary>Takes out the next one.</summary>
    public void Take() => _events.Dequeue();

    /// <summary>
    /// The next one that is to be begun. Before it, those that nobody waits for are dropped, and those refused for which it is too
    /// late: a process that begins them is lost for those behind them, and then none would be answered in time.
    /// </summary>
    /// <param name="limit">Most processes at a time.</param>
    public Invocation? Next(int limit)
    {
        while (_events.TryPeek(out var invocation))
        {
            if (!invocation.Gone.IsCancellationRequested && !(invocation.BeginBy < time.GetUtcNow()))
            {
                return invocation;
            }

            _events.Dequeue();
            if (!invocation.Gone.IsCancellationRequested)
            {
                Log.FunctionThrottled(log, function.LogicalId, invocation.RequestId, limit);
            }

            invocation.Throttle("Rate Exceeded.");
        }

        return null;
    }

    /// <summary>Refuses all.</summary>
    public void Throttle(string why)
    {
        while (_events.TryDequeue(out var invocation))
        {
            invocation.Throttle(why);
        }
    }

    /// <summary>A start that failed uses up the event it was meant for, else it would be tried for ever.</summary>
    /// <param name="error">What Lambda answers to a request of that id.</param>
    public void Fail(Func<string, ReadOnlyMemory<byte>> error)
    {
        if (_events.TryDequeue(out var invocation))
        {
            var payload = error(invocation.RequestId);
            Log.FunctionNotStarted(log, function.LogicalId, invocation.RequestId, FunctionError.Describe(payload.Span), function.Logging.Group);
            invocation.Answer(payload, isError: true);
        }
    }
}
