using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace LocalCloud.Logs;

/// <summary>The one writer of the log file. Whatever arrives while a commit is under way goes into the next.</summary>
internal sealed class LogWriter : IAsyncDisposable
{
    private const int MaxBatch = 4_096;

    /// <summary>Between two tries to write what the disk has refused.</summary>
    private static readonly TimeSpan WriteAgainAfter = TimeSpan.FromMilliseconds(200);

    // AWS: what is past its retention goes within three days (working with log groups, "Change log data retention").
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly SqliteConnection _connection;
    private readonly LogSession _session;
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new() { SingleReader = true });
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loop;
    private readonly ITimer _sweeps;

    public LogWriter(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _session = new(connection, time);
        _loop = Task.Run(RunAsync);
        _sweeps = time.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
        Sweep();
    }

    /// <summary>One thing to do: open a stream, add a line, change something, or tell that all before it is committed.</summary>
    private readonly record struct Entry(LogStreamWriter? Stream, long At, byte[]? Message, Action<LogSession>? Change, TaskCompletionSource? Done);

    public LogStreamWriter Open(string group, string name)
    {
        var stream = new LogStreamWriter(this, group, name);
        Enqueue(new(stream, 0, null, null, null));

        return stream;
    }

    public void Add(LogStreamWriter stream, long at, byte[] message) => Enqueue(new(stream, at, message, null, null));

    /// <summary>Begins to drop what is past its retention, a part in each commit, and goes on until all of it is gone.</summary>
    // The queue is closed where the store is: then the next start sweeps.
    public void Sweep() => _entries.Writer.TryWrite(new(null, 0, null, DropSome, null));

    public Task FlushAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new(null, 0, null, null, done));

        return done.Task;
    }

    public async Task<T> ChangeAsync<T>(Func<LogSession, T> change)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = default(Outcome<T>);
        Enqueue(new(null, 0, null, session => result = Outcome<T>.Of(change, session), done));
        await done.Task;

        return result.Value();
    }

    public async ValueTask DisposeAsync()
    {
        if (_entries.Writer.TryComplete())
        {
            await _sweeps.DisposeAsync();
            await _closing.CancelAsync();
            await _loop;
            _closing.Dispose();
            _session.Dispose();
            await _connection.DisposeAsync();
        }
    }

    private void DropSome(LogSession session)
    {
        if (session.DropExpired())
        {
            Sweep();
        }
    }

    private void Enqueue(Entry entry) => ObjectDisposedException.ThrowIf(!_entries.Writer.TryWrite(entry), this);

    private async Task RunAsync()
    {
        var batch = new List<Entry>();
        while (await _entries.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && _entries.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            while (!Commit(batch))
            {
                // A disk that is full for a while costs no line: jobs that print much wait meanwhile (IJobLogStream.IsBehind).
                await Task.Delay(WriteAgainAfter, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            batch.Clear();
            if (_session.HasDropped)
            {
                _session.Shrink();
            }
        }
    }

    /// <summary>Writes what has been gathered. Nothing of it is kept where the disk refuses, so that it can be done again.</summary>
    /// <returns>Whether it is over with the batch: written, or given up.</returns>
    private bool Commit(List<Entry> batch)
    {
        try
        {
            // Many a batch is nothing but the wish to hear that what came before it is committed.
            if (batch.Exists(entry => entry.Stream is not null || entry.Change is not null))
            {
                Write(batch);
            }
        }
        catch (SqliteException full) when (MayPass(full) && !_closing.IsCancellationRequested)
        {
            return false;
        }
        catch (SqliteException full)
        {
            var failure = new IOException($"The log file {_connection.DataSource} could not be written: {full.Message}", full);
            batch.ForEach(entry => entry.Done?.SetException(failure));
            batch.ForEach(Release);

            return true;
        }

        batch.ForEach(entry => entry.Done?.SetResult());
        batch.ForEach(Release);

        return true;
    }

    /// <summary>Busy, no memory, a read or write that failed, full: another time it may go.</summary>
    private static bool MayPass(SqliteException trouble) => trouble.SqliteErrorCode is 5 or 7 or 10 or 13;

    private void Write(List<Entry> batch)
    {
        _session.Begin();
        try
        {
            foreach (var entry in batch)
            {
                Apply(entry);
            }

            _session.Commit();
        }
        catch
        {
            _session.RollBack();
            throw;
        }
    }

    private void Apply(Entry entry)
    {
        switch (entry)
        {
            case { Stream: { } stream, Message: { } message }:
                _session.Add(stream, entry.At, message);
                break;
            case { Stream: { } opened }:
                _session.Find(opened);
                break;
            case { Change: { } change }:
                change(_session);
                break;
        }
    }

    private static void Release(Entry entry)
    {
        if (entry is { Stream: { } stream, Message: { } message })
        {
            stream.Forget(message.Length);
        }
    }

    /// <summary>What a change gave: a refusal of one caller does not undo the others' lines.</summary>
    private readonly record struct Outcome<T>(T? Result, LogsException? Refusal)
    {
        public static Outcome<T> Of(Func<LogSession, T> change, LogSession session)
        {
            try
            {
                return new(change(session), null);
            }
            catch (LogsException refusal)
            {
                return new(default, refusal);
            }
        }

        public T Value() => Refusal is { } refusal ? throw refusal : Result is { } result ? result : throw new InvalidOperationException("A change gave nothing.");
    }
}
