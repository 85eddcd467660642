using System.Threading.Channels;
using LocalBatch.Events;
using LocalBatch.Jobs;
using Microsoft.Extensions.Logging;
using JobDefinition = LocalBatch.Api.Model.JobDefinition;

namespace LocalBatch.Publishing;

/// <summary>Tells the bus what happened, in commit order, and again until it has taken it.</summary>
internal sealed class EventPublisher : IAsyncDisposable
{
    /// <summary>Envelopes offered at once.</summary>
    private const int BatchSize = 500;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Channel<TellableBatch> _batches = Channel.CreateUnbounded<TellableBatch>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly EventWriter _writer;
    private readonly IJobEventSink _bus;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<long> _delivered;
    private readonly Task _running;
    private volatile bool _isClosing;
    private volatile bool _isRefused;

    /// <param name="delivered">Hears the number of each batch the bus has taken.</param>
    public EventPublisher(Arns arns, IJobEventSink bus, TimeProvider time, ILogger log, Action<long> delivered)
    {
        (_writer, _bus, _time, _log, _delivered) = (new(arns), bus, time, log, delivered);
        _running = Task.Run(RunAsync);
    }

    public void Enqueue(TellableBatch batch) => _batches.Writer.TryWrite(batch);

    /// <summary>Offers what is left once; what the bus refuses now stays in the journal for the next engine.</summary>
    public async ValueTask DisposeAsync()
    {
        _batches.Writer.TryComplete();
        _isClosing = true;
        if (_isRefused)
        {
            await _stop.CancelAsync();
        }

        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var batch in _batches.Reader.ReadAllAsync(_stop.Token))
            {
                foreach (var envelopes in batch.Happenings.SelectMany(_writer.Envelopes).Concat(batch.Written).Chunk(BatchSize))
                {
                    await PublishAsync(envelopes);
                }

                _delivered(batch.Id);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The engine is closing.
        }
    }

    private async Task PublishAsync(JobEventEnvelope[] envelopes)
    {
        while (true)
        {
            try
            {
                await _bus.PublishAsync(envelopes, _stop.Token);
                _isRefused = false;

                return;
            }
            catch (Exception exception) when (!_stop.IsCancellationRequested)
            {
                Log.EventsNotTaken(_log, exception, envelopes.Length, Retry.TotalSeconds);
                _isRefused = true;
                if (_isClosing)
                {
                    await _stop.CancelAsync();
                }

                await Task.Delay(Retry, _time, _stop.Token);
            }
        }
    }
}

/// <summary>The events of one turn.</summary>
/// <param name="Id">Their number in the journal.</param>
/// <param name="Written">Those that were written out when they happened.</param>
internal sealed record TellableBatch(long Id, IReadOnlyList<TellableHappening> Happenings, IReadOnlyList<JobEventEnvelope> Written);

/// <summary>An event with all that is needed to tell it.</summary>
/// <param name="Registered">The job's definition.</param>
internal sealed record TellableHappening(JobHappening Happening, JobDefinition Registered);
