using System.Threading.Channels;
using LocalCloud.Lineages;
using LocalCloud.Mishaps;
using LocalCloud.State;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Deliveries;

/// <summary>
/// Events accepted and not yet delivered, on disk. At least once: an event stays until its target has it, so a crash
/// between the two delivers it again. One loop owns what waits; deliveries run beside it and report back to it.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    // Enough that a slow function does not hold up a queue, few enough that a flood does not start a thousand processes.
    private const int MaximumUnderWay = 64;

    private readonly StateDatabase _database;
    private readonly TimeProvider _time;
    private readonly Func<Guid> _newId;
    private readonly ILogger<Outbox> _log;
    private readonly Chaos? _chaos;
    private readonly PriorityQueue<OutboxEntry, (DateTimeOffset At, long Order)> _waiting = new();
    private readonly Channel<Action> _turns = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private readonly HashSet<Task> _underWay = [];
    private readonly Task _loop;
    private IEventTarget? _target;
    private long _order;

    private Outbox(StateDatabase database, TimeProvider time, Func<Guid> newId, ILogger<Outbox> log, Chaos? chaos)
    {
        (_database, _time, _newId, _log, _chaos) = (database, time, newId, log, chaos);
        database.Define(OutboxJournal.Tables);
        database.AddColumn("deliveries", OutboxJournal.LineageColumn);
        database.AddColumn("deliveries", OutboxJournal.CallColumn);
        OutboxJournal.Read(database).ForEach(Wait);
        _timer = time.CreateTimer(_ => _turns.Writer.TryWrite(static () => { }), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>A delivery will not be tried again on its target, for the reason given; it may become a dead letter.</summary>
    public event Action<OutboxEntry, string>? GivenUp;

    /// <summary>Reads what the last run left.</summary>
    public static Outbox Open(StateDatabase database, TimeProvider time, Func<Guid> newId, ILogger<Outbox> log, Chaos? chaos = null) =>
        new(database, time, newId, log, chaos);

    /// <summary>Begins to deliver, what the last run left included.</summary>
    public void Start(IEventTarget target) => _turns.Writer.TryWrite(() => _target = target);

    /// <summary>A delivery that is due at once.</summary>
    public OutboxEntry NewEntry(string targetArn, string sourceArn, ReadOnlyMemory<byte> body, DeliveryPolicy policy, Lineage lineage, TargetCall? call = null)
    {
        var now = _time.GetUtcNow();

        return new()
        {
            Id = _newId().ToString(),
            TargetArn = targetArn,
            SourceArn = sourceArn,
            Body = body,
            Policy = policy,
            AcceptedAt = now,
            NextTryAt = now,
            Lineage = lineage,
            Call = call ?? TargetCall.Plain,
        };
    }

    /// <summary>Takes deliveries; when the task ends they are on disk, together with what <paramref name="with"/> writes.</summary>
    public async Task AddAsync(IReadOnlyList<OutboxEntry> entries, Action<StateWriter>? with = null)
    {
        var disordered = entries.SelectMany(Disorder).ToList();
        await _database.WriteAsync(writer =>
        {
            with?.Invoke(writer);
            disordered.ForEach(entry => OutboxJournal.Save(writer, entry));
        });
        _turns.Writer.TryWrite(() => disordered.ForEach(Wait));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _turns.Writer.TryComplete();
        await _loop;
        await Task.WhenAll(_underWay);
        await _timer.DisposeAsync();
        _stop.Dispose();
    }

    private IEnumerable<OutboxEntry> Disorder(OutboxEntry entry)
    {
        if (_chaos is null)
        {
            return [entry];
        }

        // Held back for a while, whatever comes within it passes.
        var held = entry with { NextTryAt = entry.NextTryAt + _chaos.Delay() + (_chaos.Reorders() ? Chaos.LongestDelay / 2 : TimeSpan.Zero) };

        return _chaos.Duplicates() ? [held, entry with { Id = _newId().ToString(), NextTryAt = entry.NextTryAt + _chaos.Delay() }] : [held];
    }

    private async Task RunAsync()
    {
        await foreach (var turn in _turns.Reader.ReadAllAsync())
        {
            turn();
            DeliverDue();
        }
    }

    private void Wait(OutboxEntry entry) => _waiting.Enqueue(entry, (entry.NextTryAt, _order++));

    private void DeliverDue()
    {
        if (_target is null || _stop.IsCancellationRequested)
        {
            return;
        }

        var now = _time.GetUtcNow();
        while (_underWay.Count < MaximumUnderWay && _waiting.TryPeek(out var entry, out var when) && when.At <= now)
        {
            _waiting.Dequeue();
            Begin(entry, _target);
        }

        var next = _underWay.Count < MaximumUnderWay && _waiting.TryPeek(out _, out var later) ? later.At - now : Timeout.InfiniteTimeSpan;
        _timer.Change(next, Timeout.InfiniteTimeSpan);
    }

    private void Begin(OutboxEntry entry, IEventTarget target)
    {
        var delivery = DeliverAsync(entry, target);
        _underWay.Add(delivery);
        // The task itself reports what became of the delivery; this only makes room for the next one.
        delivery.ContinueWith(
            done => _turns.Writer.TryWrite(() => _underWay.Remove(done)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task DeliverAsync(OutboxEntry entry, IEventTarget target)
    {
        try
        {
            await target.DeliverAsync(entry.ToDelivery(), _stop.Token);
            await _database.WriteAsync(writer => OutboxJournal.Remove(writer, entry.Id));
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // It stays on disk for the next start.
        }
        catch (UndeliverableException hopeless)
        {
            await FailAsync(entry, hopeless.Code, hopeless, canRetry: false);
        }
        catch (Exception failure)
        {
            // Whatever went wrong at the target, the event is not lost: it is tried again, or becomes a dead letter.
            await FailAsync(entry, "SDK_CLIENT_ERROR", failure, canRetry: true);
        }
    }

    private async Task FailAsync(OutboxEntry entry, string code, Exception failure, bool canRetry)
    {
        var isTold = failure is UndeliverableException { IsTold: true };
        var next = entry.AfterFailure(code, failure.Message, canRetry, _time.GetUtcNow());
        if (next?.TargetArn != entry.TargetArn)
        {
            GivenUp?.Invoke(entry, failure.Message);
        }

        if (next is null)
        {
            if (canRetry)
            {
                _log.GaveUp(entry.Id, entry.TargetArn, entry.FailedTries + 1, failure);
            }
            else if (!isTold)
            {
                _log.Dropped(entry.Id, entry.TargetArn, failure.Message);
            }

            await WriteAsync(entry.Id, writer => OutboxJournal.Remove(writer, entry.Id));

            return;
        }

        if (!isTold)
        {
            _log.DeliveryFailed(entry.Id, entry.TargetArn, failure.Message, next.TargetArn, next.NextTryAt);
        }

        await WriteAsync(entry.Id, writer => OutboxJournal.Save(writer, next));
        _turns.Writer.TryWrite(() => Wait(next));
    }

    private async Task WriteAsync(string id, Action<StateWriter> write)
    {
        try
        {
            await _database.WriteAsync(write);
        }
        catch (StateWriteException refused)
        {
            // The row is as it was; the next start tries the delivery again.
            _log.NotNoted(id, refused);
        }
    }
}
