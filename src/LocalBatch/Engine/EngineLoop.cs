using System.Threading.Channels;
using LocalBatch.Events;
using LocalBatch.Journal;

namespace LocalBatch.Engine;

/// <summary>
/// The one owner of the state. A turn takes all that waits, applies it, writes it to disk in one transaction, and only
/// then tells anybody.
/// </summary>
internal sealed class EngineLoop : IAsyncDisposable
{
    /// <summary>Requests in one turn: enough to share a disk write widely, few enough to keep an answer quick.</summary>
    private const int RequestsInTurn = 1024;

    private readonly Channel<ITurnRequest> _inbox = Channel.CreateUnbounded<ITurnRequest>(new() { SingleReader = true });
    private readonly List<ITurnRequest> _turn = [];
    private readonly JournalEncoder _encoder = new();
    private readonly EngineState _state;
    private readonly BatchEngineOptions _options;
    private readonly SqliteJournal _journal;
    private readonly AttemptRunner _runner;
    private readonly EventPublisher _publisher;
    private readonly ITimer _timer;
    private Task _running = Task.CompletedTask;
    private Exception? _broken;
    private bool _isClosed;

    public EngineLoop(EngineState state, BatchEngineOptions options, SqliteJournal journal)
    {
        (_state, _options, _journal) = (state, options, journal);
        _runner = new(options.Executor, (task, happened) => Post(new AttemptReport(task, happened)), options.Logger);
        _publisher = new(state.Arns, options, upTo => Post(new EventsDelivered(upTo)));
        _timer = options.Time.CreateTimer(_ => Post(new Wake()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts turning. The first turn writes down what opening the journal changed.</summary>
    public void Start(IReadOnlyList<OutboxEntry> outbox)
    {
        foreach (var entry in outbox)
        {
            Publish(entry);
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
        _journal.Dispose();
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
            request.Fail(new ObjectDisposedException(nameof(BatchEngine)));
        }
    }

    private async Task RunAsync()
    {
        while (await _inbox.Reader.WaitToReadAsync())
        {
            _turn.Clear();
            while (_turn.Count < RequestsInTurn && _inbox.Reader.TryRead(out var request))
            {
                _turn.Add(request);
            }

            RunTurn();
        }
    }

    private void RunTurn()
    {
        if (_broken is null)
        {
            try
            {
                Apply();
                Commit();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // State and journal may differ from here on: nothing more is promised. A restart reads what was.
                _broken = exception;
                Log.TurnFailed(_options.Logger, exception);
            }
        }

        Acknowledge();
    }

    private void Apply()
    {
        _state.Now = Math.Max(_state.Now, _options.Time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var request in _turn)
        {
            request.Apply(_state);
        }

        Turn.Run(_state);
        _options.TurnEnded?.Invoke(_state);
    }

    private void Commit()
    {
        var changes = _state.Jobs.Changes;
        if (_state.HasChanges || _state.MustTrim)
        {
            var writes = _encoder.Encode(_state);
            _options.Committing?.Invoke();
            _journal.Commit(writes);
            _state.TrimmedUpTo = _state.DeliveredUpTo;
            _state.MustTrim = false;
        }

        if (changes.Happenings.Count > 0)
        {
            Publish(new(_state.OutboxId, [.. changes.Happenings]));
        }

        foreach (var job in changes.Starts)
        {
            if (job.Current is { } attempt)
            {
                _runner.Start(attempt.TaskId, AttemptFactory.Create(job, attempt, _options.Grace));
            }
        }

        changes.Stops.ForEach(_runner.Stop);
        _state.ClearChanges();
        SetTimer();
    }

    private void Publish(OutboxEntry entry) => _publisher.Enqueue(new(
        entry.Id,
        [.. entry.Happenings.Select(happening =>
            new TellableHappening(happening, _state.JobDefinitions.Of(happening.Job.Spec.Definition).ContainerProperties))]));

    private void SetTimer()
    {
        var due = _state.Timers.Earliest is { } earliest
            ? TimeSpan.FromMilliseconds(Math.Max(0, earliest - _options.Time.GetUtcNow().ToUnixTimeMilliseconds()))
            : Timeout.InfiniteTimeSpan;

        // Longer than a timer can be set for is long enough to look again.
        _timer.Change(due > TimeSpan.FromDays(30) ? TimeSpan.FromDays(30) : due, Timeout.InfiniteTimeSpan);
    }

    private void Acknowledge()
    {
        foreach (var request in _turn)
        {
            if (_broken is null)
            {
                request.Acknowledge();
            }
            else
            {
                request.Fail(new EngineStoppedException(_broken));
            }
        }
    }
}

/// <summary>A turn failed, and with it the engine; the journal holds all that was acknowledged.</summary>
internal sealed class EngineStoppedException(Exception cause) : Exception("The engine has stopped.", cause);
