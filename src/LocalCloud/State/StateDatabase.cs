using System.Threading.Channels;
using LocalBatch.Journal;
using Microsoft.Data.Sqlite;

namespace LocalCloud.State;

/// <summary>
/// What must survive <c>kill -9</c>: queues, waiting deliveries, the index of objects. One SQLite file with one writer;
/// writes that arrive together share one commit, and each task ends when its write is on disk.
/// </summary>
internal sealed class StateDatabase : IAsyncDisposable
{
    private const int LookForSpaceEvery = 64;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Channel<PendingWrite> _pending = Channel.CreateUnbounded<PendingWrite>(new() { SingleReader = true });
    private readonly Task _writer;

    private StateDatabase(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        _writer = Task.Run(WriteAllAsync);
    }

    /// <summary>Opens or makes the file.</summary>
    /// <exception cref="SqliteException">The file cannot be opened, or is no database.</exception>
    public static StateDatabase Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
        var connection = Connect(path);
        SqliteSpace.Compact(connection);

        return new(path, connection);
    }

    /// <summary>Makes tables that are missing.</summary>
    public void Define(string sql)
    {
        using var connection = Connect(_path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Gives a table a column that it had not in earlier versions. Once it has, this changes nothing.</summary>
    /// <param name="table">A table that was defined.</param>
    /// <param name="column">Its name and type, and a default for the rows that are there.</param>
    public void AddColumn(string table, string column)
    {
        var name = column[..column.IndexOf(' ', StringComparison.Ordinal)];
        if (Read($"SELECT name FROM pragma_table_info('{table}')", row => row.GetString(0)).Contains(name, StringComparer.Ordinal))
        {
            return;
        }

        Define($"ALTER TABLE {table} ADD COLUMN {column}");
    }

    /// <summary>Reads what the last run left. For the start only: afterwards the owners have their state in memory.</summary>
    public List<T> Read<T>(string sql, Func<SqliteDataReader, T> row)
    {
        using var connection = Connect(_path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>Queues a write; writes happen in the order of these calls. The task ends once it is on disk.</summary>
    /// <exception cref="StateWriteException">The disk refused; nothing of this write is kept.</exception>
    public Task WriteAsync(Action<StateWriter> write)
    {
        var pending = new PendingWrite(write, new(TaskCreationOptions.RunContinuationsAsynchronously));
        ObjectDisposedException.ThrowIf(!_pending.Writer.TryWrite(pending), this);

        return pending.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _writer;
        await _connection.DisposeAsync();
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            SqliteSpace.Prepare(connection);
            using var setup = connection.CreateCommand();
            // FULL: an acknowledged write survives a power cut too, not only the end of the process.
            setup.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;";
            setup.ExecuteNonQuery();

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private async Task WriteAllAsync()
    {
        await using var writer = new StateWriter(_connection);
        var batch = new List<PendingWrite>();
        var commits = 0L;
        while (await _pending.Reader.WaitToReadAsync())
        {
            while (batch.Count < 1_000 && _pending.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            Commit(writer, batch);
            batch.Clear();
            if (++commits % LookForSpaceEvery == 0)
            {
                SqliteSpace.TryShrink(_connection);
            }
        }
    }

    private void Commit(StateWriter writer, List<PendingWrite> batch)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            writer.Transaction = transaction;
            batch.ForEach(pending => pending.Write(writer));
            transaction.Commit();
        }
        catch (Exception failure)
        {
            // The whole batch was rolled back: every caller hears of it, none believes that it was kept.
            var seen = new StateWriteException(failure);
            batch.ForEach(pending => pending.Done.SetException(seen));

            return;
        }

        batch.ForEach(pending => pending.Done.SetResult());
    }

    private sealed record PendingWrite(Action<StateWriter> Write, TaskCompletionSource Done);
}
