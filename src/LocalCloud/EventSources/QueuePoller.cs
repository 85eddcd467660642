using LocalCloud.Lambda;
using LocalCloud.Lineages;
using LocalCloud.Sqs;
using LocalCloud.Template;
using Microsoft.Extensions.Logging;

namespace LocalCloud.EventSources;

/// <summary>Reads one queue for one function (event source mapping): receives, invokes, deletes what is done with.</summary>
internal sealed class QueuePoller : IAsyncDisposable
{
    // AWS: one receive gives at most ten messages and waits at most twenty seconds (ReceiveMessage).
    private const int LargestReceive = 10;

    // AWS: a batch is also full when the payload has come to 6 MB (Lambda developer guide, batching behavior).
    private const int LargestPayload = 6 * 1024 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    private readonly FunctionResource _function;
    private readonly QueueSource _source;
    private readonly QueuePollerOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _log;
    private readonly string _queueName;
    private readonly SemaphoreSlim _spare;
    private readonly int _spares;
    private readonly Task _lane;

    private QueuePoller(FunctionResource function, QueueSource source, QueuePollerOptions options)
    {
        _function = function;
        _source = source;
        _options = options;
        _log = options.Loggers.CreateLogger(function.LogicalId);
        _queueName = source.QueueArn[(source.QueueArn.LastIndexOf(':') + 1)..];
        _spares = (source.MaximumConcurrency ?? options.DefaultConcurrency) - 1;
        _spare = new(_spares);
        _lane = Task.Run(() => RunLaneAsync(LongestWait));
    }

    public static QueuePoller Start(FunctionResource function, QueueSource source, QueuePollerOptions options) => new(function, source, options);

    /// <summary>Stops receiving and waits for the batches at hand; stop the functions first, and that is soon.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _lane;
        for (var lane = 0; lane < _spares; lane++)
        {
            await _spare.WaitAsync();
        }

        _spare.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// One batch after the other. While a batch is full, more wait, and a second lane helps until the queue is empty, and
    /// so on up to the limit. A queue with little in it is thus read in order, and by one process.
    /// </summary>
    private async Task RunLaneAsync(TimeSpan wait)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var batch = await ReceiveAsync(wait);
                if (batch.Count == 0 && wait == TimeSpan.Zero)
                {
                    return;
                }

                if (batch.Count >= (_source.Window > TimeSpan.Zero ? _source.BatchSize : Math.Min(_source.BatchSize, LargestReceive)))
                {
                    AddLane();
                }

                if (batch.Count > 0)
                {
                    await ProcessAsync(batch);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // What was received and not deleted comes back when its visibility time-out ends.
                Log.PollFailed(_log, _function.LogicalId, _queueName, exception.Message);
                await PauseAsync();
            }
        }
    }

    private void AddLane()
    {
        if (_spare.Wait(0))
        {
            _ = Task.Run(async () =>
            {
                try
                {
                    await RunLaneAsync(TimeSpan.Zero);
                }
                finally
                {
                    _spare.Release();
                }
            });
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(PauseAfterError, _options.Time, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The lane's loop sees it too.
        }
    }

    /// <summary>One batch: what is there at once, or what comes within the window.</summary>
    private async Task<List<ReceivedMessage>> ReceiveAsync(TimeSpan wait)
    {
        List<ReceivedMessage> batch =
            [.. await _options.Queues.ReceiveAsync(_queueName, Math.Min(_source.BatchSize, LargestReceive), wait, _stop.Token)];
        var first = _options.Time.GetTimestamp();
        while (batch.Count > 0 && batch.Count < _source.BatchSize && _source.Window - _options.Time.GetElapsedTime(first) is { Ticks: > 0 } left)
        {
            batch.AddRange(await _options.Queues.ReceiveAsync(
                _queueName, Math.Min(_source.BatchSize - batch.Count, LargestReceive), left < LongestWait ? left : LongestWait, _stop.Token));
        }

        return batch;
    }

    private async Task ProcessAsync(List<ReceivedMessage> batch)
    {
        foreach (var stopped in batch.Where(message => LoopGuard.Stops(_function, message.Lineage)))
        {
            await StopAsync(stopped);
        }

        List<ReceivedMessage> rest = [.. batch.Where(message => !LoopGuard.Stops(_function, message.Lineage))];
        if (rest.Count > 0)
        {
            await InvokeAsync(rest);
        }
    }

    private async Task StopAsync(ReceivedMessage message)
    {
        var deadLetters = await _options.Queues.GiveUpAsync(_queueName, message.ReceiptHandle, CancellationToken.None);
        var fate = deadLetters is null ? $"message {message.MessageId} was dropped, since the queue has no dead-letter queue" : $"message {message.MessageId} is in {deadLetters}";
        Log.LoopStopped(_log, LoopGuard.Reason(_function, message.Lineage, _source.QueueArn), fate);
    }

    private async Task InvokeAsync(List<ReceivedMessage> batch)
    {
        var payload = QueueEvent.Write(batch, _source.QueueArn, _options.Region);
        if (payload.Length > LargestPayload && batch.Count > 1)
        {
            await InvokeAsync(batch[..(batch.Count / 2)]);
            await InvokeAsync(batch[(batch.Count / 2)..]);
            return;
        }

        var lineage = Lineage.Of(batch.Select(message => message.Lineage));
        var result = await _options.Functions.InvokeAsync(_function.LogicalId, payload, lineage, beginWithin: null, CancellationToken.None);
        // Side by side, so that they are one write to the disk.
        await Task.WhenAll(BatchOutcome.Done(batch, result, _source.ReportsItemFailures)
            .Select(message => _options.Queues.DeleteAsync(_queueName, message.ReceiptHandle, CancellationToken.None)));
    }
}
