using System.Threading.Channels;
using LocalBatch.Books;
using LocalBatch.Publishing;
using Microsoft.Extensions.Logging;

namespace LocalBatch.Engine;

/// <summary>
/// Turns the core, and nobody else does: a turn takes all that waits. Carries out what the core then says, and answers.
/// </summary>
internal sealed class EngineLoop : IAsyncDisposable
{
    /// <summary>Requests in one turn: enough to share a disk write widely, few enough to keep an answer quick.</summary>
    private const int RequestsInTurn = 1024;

    private readonly Channel<ITurnRequest> _inbox = Channel.CreateUnbounded<ITurnRequest>(new() { SingleReader = true });
    private readonly List<ITurnRequest> _turn = [];
    private readonly List<ITurnRequest> _kept = [];
    private readonly TaskCompletionSource<Exception> _gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EngineCore _core;
    private readonly AttemptRunner _runner;
    private readonly EventPublisher _publisher;
    private readonly ITimer _timer;
    private readonly ILogger _logger;
    private Task _running = Task.CompletedTask;
    private bool _isClosed;

    public EngineLoop(EngineCore core, BatchEngineOptions options)
    {
        _core = core;
        _logger = options.Logger;
        _runner = new(options.Executor, (task, happened) => Post(new AttemptReport(task, happened)), options.Time, options.Logger);
        _publisher = new(core.Arns, options.Events, options.Time, options.Logger, upTo => Post(new EventsDelivered(upTo)));
        _timer = options.Time.CreateTimer(_ => Post(new Wake()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends, with the reason, when no turn can be made any more.</summary>
    public Task<Exception> GaveUp => _gaveUp.Task;

    /// <summary>Starts turning. The first turn writes down what opening the journal changed.</summary>
    public void Start()
    {
        foreach (var batch in _core.Untold)
        {
            _publisher.Enqueue(batch);
        }

        Post(new Wake());
        _running = Task.Run(RunAsync);
    }

    /// <summary>Has the loop do something; the answer comes when it is on disk.</summary>
    public Task<T> AskAsync<T>(Func<EngineState, T> ask, CancellationToken cancellation)
    {
        var question = new Question<T>(ask);
        Post(question);

        return question.Answer.WaitAsync(cancellation);
    }

    /// <summary>
    /// Ends the attempts as those of a lost host, so that jobs with attempts left run again after a restart; waits for them,
    /// tells the bus, and closes the journal.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        Post(new Closing());
        await FlushAsync();
        await _runner.StopAllAsync();
        await FlushAsync();
        await _publisher.DisposeAsync();
        Post(new Trim());
        _inbox.Writer.TryComplete();
        await _running;
        await _timer.DisposeAsync();
        _core.Dispose();
    }

    /// <summary>Waits until all that was posted before has had its turn.</summary>
    private async Task FlushAsync()
    {
        var question = new Question<bool>(_ => true);
        Post(question);
        await ((Task)question.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Post(ITurnRequest request)
    {
        if (!_inbox.Writer.TryWrite(request))
        {
            request.Fail(new ObjectDisposedException(nameof(LocalBatch)));
        }
    }

    private async Task RunAsync()
    {
        while (await _inbox.Reader.WaitToReadAsync())
        {
            if (IsWritten())
            {
                TakeTurn();
            }
            else
            {
                Hold();
            }
        }

        FinishKept();
    }

    /// <summary>Tries again to write a turn that the disk has refused, where there is one.</summary>
    private bool IsWritten()
    {
        if (_core.Unwritten is not null)
        {
            CarryOut(_core.WriteAgain());
        }

        return _core.Unwritten is null;
    }

    /// <summary>Until the last turn is written, who asks is refused and what is reported is kept, in order.</summary>
    private void Hold()
    {
        while (_inbox.Reader.TryRead(out var request))
        {
            if (!request.IsKept)
            {
                _core.Refuse(request);
            }
            else if (request is not Wake)
            {
                _kept.Add(request);
            }
        }
    }

    /// <summary>What was kept comes first: it happened first.</summary>
    private void TakeTurn()
    {
        _turn.Clear();
        _turn.AddRange(_kept);
        _kept.Clear();
        while (_turn.Count < RequestsInTurn && _inbox.Reader.TryRead(out var request))
        {
            _turn.Add(request);
        }

        CarryOut(_core.Turn(_turn));
        _core.Answer(_turn);
    }

    /// <summary>The loop is closed; what was kept gets the one chance that is left.</summary>
    private void FinishKept()
    {
        if (IsWritten() && _kept.Count > 0)
        {
            TakeTurn();
        }

        if (_core.Unwritten is not null)
        {
            Log.ClosedUnwritten(_logger, _kept.Count);
        }
    }

    private void CarryOut(TurnEffects effects)
    {
        if (effects.Told is { } told)
        {
            _publisher.Enqueue(told);
        }

        foreach (var (taskId, attempt) in effects.Starts)
        {
            _runner.Start(taskId, attempt);
        }

        foreach (var taskId in effects.Stops)
        {
            _runner.Stop(taskId);
        }

        foreach (var taskId in effects.Ends)
        {
            _runner.Acknowledge(taskId);
        }

        if (effects.Forgotten.Count > 0)
        {
            _runner.Forget(effects.Forgotten);
        }

        if (_core.Broken is { } cause)
        {
            _gaveUp.TrySetResult(cause);
        }

        _timer.Change(_core.UntilTimer, Timeout.InfiniteTimeSpan);
    }
}
