using System.Threading.Channels;
using LocalBatch.Events;
using LocalBatch.Testing.Jobs;

namespace LocalBatch.Testing.Events;

/// <summary>Takes the engine's events, and tells them to whoever waits, reads or has a handler.</summary>
internal sealed class EventHub(JobWatch watch, Stillness stillness, EventFaults faults) : IJobEventSink, IAsyncEnumerable<JobChange>
{
    private readonly Lock _gate = new();
    private readonly List<JobChange> _all = [];
    private readonly List<Channel<JobChange>> _readers = [];
    private readonly List<Func<JobChange, Task>> _handlers = [];
    private bool _isClosed;

    public async ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation)
    {
        foreach (var envelope in events)
        {
            if (JobChange.Read(envelope) is { } change)
            {
                watch.Told(change);
                List<Task> handled = [];
                faults.Pass(change, late => handled.Add(TellAsync(late)));
                await Task.WhenAll(handled);
            }

            stillness.Told(1);
        }
    }

    public void Add(Func<JobChange, Task> handler)
    {
        lock (_gate)
        {
            _handlers.Add(handler);
        }
    }

    /// <summary>Every change from the first on, and then those to come, until the server is disposed.</summary>
    public async IAsyncEnumerator<JobChange> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<JobChange>();
        lock (_gate)
        {
            foreach (var change in _all)
            {
                channel.Writer.TryWrite(change);
            }

            _readers.Add(channel);
            if (_isClosed)
            {
                channel.Writer.TryComplete();
            }
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _readers.Remove(channel);
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var reader in _readers)
            {
                reader.Writer.TryComplete();
            }
        }
    }

    private Task TellAsync(JobChange change)
    {
        Func<JobChange, Task>[] handlers;
        lock (_gate)
        {
            _all.Add(change);
            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(change);
            }

            handlers = [.. _handlers];
        }

        return Task.WhenAll(handlers.Select(handler => handler(change)));
    }
}
