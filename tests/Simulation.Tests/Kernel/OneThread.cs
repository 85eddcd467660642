namespace Simulation.Tests.Kernel;

/// <summary>Keeps every continuation on the thread of the run, in the order in which they became ready.</summary>
internal sealed class OneThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = [];

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing here waits for another thread.");

    /// <summary>Goes on with everything that can go on.</summary>
    public void Drain()
    {
        while (_ready.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    /// <summary>Does something with this as the place where continuations go.</summary>
    public void Run(Action action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
