using LocalBatch.Books;
using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.Journal;
using LocalBatch.Publishing;
using LocalBatch.ServiceJobs;
using Microsoft.Data.Sqlite;

namespace LocalBatch.Engine;

/// <summary>
/// The one owner of the state, one turn at a time: applies what is asked for, writes it to disk in one transaction, and
/// only then says what is to be done about it. Knows no thread; who turns it carries that out, then answers.
/// </summary>
internal sealed class EngineCore : IDisposable
{
    /// <summary>A timer cannot be set for much longer; this is long enough to look again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>Between two tries to write a turn that the disk has refused.</summary>
    private static readonly TimeSpan WriteAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly JournalEncoder _encoder = new();
    private readonly EngineState _state;
    private readonly BatchEngineOptions _options;
    private readonly SqliteJournal? _journal;
    private JournalWrites? _unwritten;
    private long _unwrittenSince;

    private EngineCore(EngineState state, BatchEngineOptions options, SqliteJournal? journal, IEnumerable<OutboxEntry> outbox)
    {
        (_state, _options, _journal) = (state, options, journal);
        Untold = [.. outbox.Select(Tellable)];
    }

    /// <summary>What the bus had not taken when the journal was opened.</summary>
    public IReadOnlyList<TellableBatch> Untold { get; }

    public Arns Arns => _state.Arns;

    /// <summary>Why a turn failed, and with it the engine.</summary>
    public Exception? Broken { get; private set; }

    /// <summary>
    /// Why the last turn is not on disk yet; <c>null</c> where it is. Until then nothing else is applied: what was applied has
    /// neither happened nor not.
    /// </summary>
    public Exception? Unwritten { get; private set; }

    /// <summary>Until a turn is due although nothing is asked for.</summary>
    public TimeSpan UntilTimer
    {
        get
        {
            if (Unwritten is not null)
            {
                return WriteAgainAfter;
            }

            if (Broken is not null || _state.Timers.Earliest is not { } earliest)
            {
                return Timeout.InfiniteTimeSpan;
            }

            var due = TimeSpan.FromMilliseconds(Math.Max(0, earliest - EngineOpening.SteadyMilliseconds(_options.Time)));

            return due > LongestWait ? LongestWait : due;
        }
    }

    /// <summary>Opens the journal and takes up what is in it. The first turn writes down what that changed.</summary>
    /// <exception cref="JournalException">The journal is damaged, in use, of a later format or cannot be written.</exception>
    /// <param name="options">What the engine is made of.</param>
    /// <param name="left">Tasks that an earlier life has left running, or has not seen the end of.</param>
    public static EngineCore Open(BatchEngineOptions options, IReadOnlySet<string>? left = null)
    {
        if (options.JournalPath is not { } path)
        {
            return new(EngineOpening.State(options), options, null, []);
        }

        var journal = SqliteJournal.Open(path);
        try
        {
            var state = EngineOpening.State(options);
            var contents = EngineOpening.Load(journal, state, path, left ?? new HashSet<string>());
            options.Executor.KeepOnly(state.Jobs.Running.Keys.Concat(state.Services.Running.Keys).Select(task => task.ToString("N")).ToHashSet(StringComparer.Ordinal));
            Log.Opened(options.Logger, path, state.Jobs.All.Count, contents.Interrupted.Count);

            return new(state, options, journal, contents.Outbox);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>
    /// One turn; never called while the last one is <see cref="Unwritten"/>. Nothing of it has happened where it fails, and then
    /// no later one does anything.
    /// </summary>
    public TurnEffects Turn(IReadOnlyList<ITurnRequest> requests)
    {
        if (Broken is not null)
        {
            return TurnEffects.None;
        }

        try
        {
            Apply(requests);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Break(exception);
        }

        return Write(_state.HasChanges || _state.MustTrim ? _encoder.Encode(_state) : null);
    }

    /// <summary>Tries again to write the turn that the disk refused. Written twice, it is there once.</summary>
    public TurnEffects WriteAgain() => Broken is null ? Write(_unwritten) : TurnEffects.None;

    /// <summary>Tells those who asked what came of it.</summary>
    public void Answer(IReadOnlyList<ITurnRequest> requests)
    {
        foreach (var request in requests)
        {
            if ((Broken ?? Unwritten) is not null)
            {
                Refuse(request);
            }
            else
            {
                request.Acknowledge();
            }
        }
    }

    /// <summary>Tells one who asked that nothing can be promised now.</summary>
    public void Refuse(ITurnRequest request) => request.Fail(Broken is { } cause ? new EngineStoppedException(cause) : new JournalNotWrittenException(Unwritten));

    public void Dispose() => _journal?.Dispose();

    private void Apply(IReadOnlyList<ITurnRequest> requests)
    {
        _state.Steady = EngineOpening.SteadyMilliseconds(_options.Time);
        _state.Now = Math.Max(_state.Now, _options.Time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var request in requests)
        {
            request.Apply(_state);
        }

        Engine.Turn.Run(_state);
        _options.TurnEnded?.Invoke(_state);
    }

    private TurnEffects Write(JournalWrites? writes)
    {
        try
        {
            if (writes is not null)
            {
                _options.Committing?.Invoke();
                _journal?.Commit(writes);
                _state.TrimmedUpTo = Math.Max(_state.TrimmedUpTo, writes.DeliveredUpTo);
                _state.MustTrim = false;
            }
        }
        catch (SqliteException trouble) when (JournalHealth.MayPass(trouble) && IsWorthWaiting())
        {
            Keep(writes, trouble);

            return TurnEffects.None;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Break(exception);
        }

        if (Unwritten is not null)
        {
            Log.WrittenAgain(_options.Logger, _options.Time.GetElapsedTime(_unwrittenSince).TotalSeconds);
        }

        (_unwritten, Unwritten) = (null, null);

        return Effects();
    }

    private bool IsWorthWaiting() => Unwritten is null || _options.Time.GetElapsedTime(_unwrittenSince) < _options.JournalPatience;

    private void Keep(JournalWrites? writes, SqliteException trouble)
    {
        if (Unwritten is null)
        {
            _unwrittenSince = _options.Time.GetTimestamp();
            Log.NotWritten(_options.Logger, trouble.Message);
        }

        (_unwritten, Unwritten) = (writes, trouble);
    }

    /// <summary>State and journal differ from here on: nothing more is promised. A restart reads what was.</summary>
    private TurnEffects Break(Exception exception)
    {
        (Broken, Unwritten, _unwritten) = (exception, null, null);
        Log.TurnFailed(_options.Logger, exception);

        return TurnEffects.None;
    }

    private TurnEffects Effects()
    {
        var changes = _state.Jobs.Changes;
        var effects = new TurnEffects(
            changes.Happenings.Count + _state.Services.Events.Count > 0
                ? Tellable(new(_state.OutboxId, [.. changes.Happenings], [.. _state.Services.Events]))
                : null,
            [.. Starts(changes.Starts), .. _state.Services.Starts.Select(job => (ServiceRuns.TaskOf(job), TrainingAttempt.Of(job, _state.Arns)))],
            [.. changes.Stops, .. _state.Services.Stops],
            [.. changes.Ends, .. _state.Services.Ends],
            [.. changes.ForgottenTasks]);
        _state.ClearChanges();

        return effects;
    }

    private IEnumerable<(Guid TaskId, Attempt Attempt)> Starts(List<Job> jobs)
    {
        foreach (var job in jobs)
        {
            if (job.Current is { } attempt)
            {
                yield return (attempt.TaskId, AttemptFactory.Create(job, attempt, _state, _options.Grace));
            }
        }
    }

    private TellableBatch Tellable(OutboxEntry entry) => new(
        entry.Id,
        [.. entry.Happenings.Select(happening =>
            new TellableHappening(happening, _state.JobDefinitions.Of(happening.Job.Spec.Definition)))],
        entry.Written);
}

/// <summary>A turn failed, and with it the engine; the journal holds all that was acknowledged.</summary>
internal sealed class EngineStoppedException(Exception cause) : Exception("The engine has stopped.", cause);

/// <summary>The disk does not take the journal now; it is tried again, and what this call asked for may be done then.</summary>
internal sealed class JournalNotWrittenException(Exception? cause) : Exception("The journal cannot be written now.", cause);
