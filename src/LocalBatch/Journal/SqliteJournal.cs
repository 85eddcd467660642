using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LocalBatch.Journal;

/// <summary>
/// The journal in one SQLite file. A turn is a transaction: after <see cref="Commit"/> it is on disk (write-ahead log,
/// synchronous FULL), before it nothing of it is.
/// </summary>
internal sealed class SqliteJournal : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollBack;
    private readonly Statement _sequence;
    private readonly Statement _putEnvironment;
    private readonly Statement _dropEnvironment;
    private readonly Statement _putQueue;
    private readonly Statement _dropQueue;
    private readonly Statement _putDefinition;
    private readonly Statement _putOther;
    private readonly Statement _dropOther;
    private readonly Statement _addJob;
    private readonly Statement _putState;
    private readonly Statement _dropJob;
    private readonly Statement _dropStates;
    private readonly Statement _addEvents;
    private readonly Statement _dropEvents;

    private SqliteJournal(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new(connection, "BEGIN IMMEDIATE");
        _commit = new(connection, "COMMIT");
        _rollBack = new(connection, "ROLLBACK");
        _sequence = new(connection, "INSERT INTO meta VALUES ('sequence', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
        _putEnvironment = new(connection, "INSERT OR REPLACE INTO compute_environment VALUES ($1, $2)");
        _dropEnvironment = new(connection, "DELETE FROM compute_environment WHERE name = $1");
        _putQueue = new(connection, "INSERT OR REPLACE INTO job_queue VALUES ($1, $2)");
        _dropQueue = new(connection, "DELETE FROM job_queue WHERE id = $1");
        _putDefinition = new(connection, "INSERT OR REPLACE INTO job_definition VALUES ($1, $2, $3)");
        _putOther = new(connection, "INSERT OR REPLACE INTO catalog VALUES ($1, $2, $3)");
        _dropOther = new(connection, "DELETE FROM catalog WHERE kind = $1 AND name = $2");
        _addJob = new(connection, "INSERT OR REPLACE INTO job VALUES ($1, $2)");
        _putState = new(connection, "INSERT OR REPLACE INTO job_state VALUES ($1, $2, $3)");
        _dropJob = new(connection, "DELETE FROM job WHERE sequence = $1");
        _dropStates = new(connection, "DELETE FROM job_state WHERE sequence = $1");
        _addEvents = new(connection, "INSERT OR REPLACE INTO outbox VALUES ($1, $2)");
        _dropEvents = new(connection, "DELETE FROM outbox WHERE id <= $1");
    }

    /// <exception cref="JournalException">The file is damaged, of a later format, in use, or cannot be written.</exception>
    public static SqliteJournal Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            JournalHealth.Check(connection);
            JournalSchema.Prepare(connection);
            SqliteSpace.Compact(connection);

            return new(connection);
        }
        catch (Exception exception)
        {
            connection.Dispose();
            if (exception is SqliteException trouble)
            {
                throw JournalHealth.Describe(path, trouble);
            }

            throw;
        }
    }

    /// <summary>Reads every row of a table, in the order of its key.</summary>
    public IEnumerable<SqliteDataReader> Rows(string columns, string table, string order)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT {columns} FROM {table} ORDER BY {order}";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader;
        }
    }

    /// <summary>
    /// Writes a turn, all or nothing. Done again after a failure, even one that came after the disk had taken it, it changes
    /// nothing more: each row is put in its place, whatever is there.
    /// </summary>
    /// <exception cref="SqliteException">Nothing is promised; <see cref="JournalHealth.MayPass"/> tells whether to try again.</exception>
    public void Commit(JournalWrites writes)
    {
        try
        {
            Write(writes);
        }
        catch (SqliteException)
        {
            RollBack();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])
            [_begin, _commit, _rollBack, _sequence, _putEnvironment, _dropEnvironment, _putQueue, _dropQueue, _putDefinition, _putOther, _dropOther, _addJob,
             _putState, _dropJob, _dropStates, _addEvents, _dropEvents])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private void Write(JournalWrites writes)
    {
        _begin.Run();
        _sequence.Run(writes.Sequence);
        Catalog(writes);
        foreach (var (sequence, body) in writes.Jobs)
        {
            _addJob.Run(sequence, body);
        }

        foreach (var (sequence, child, body) in writes.JobStates)
        {
            _putState.Run(sequence, child, body);
        }

        foreach (var sequence in writes.Forgotten)
        {
            _dropJob.Run(sequence);
            _dropStates.Run(sequence);
        }

        if (writes.Forgotten.Count > 0)
        {
            SqliteSpace.Shrink(_connection);
        }

        if (writes.Outbox is var (id, events))
        {
            _addEvents.Run(id, events);
        }

        if (writes.DeliveredUpTo > 0)
        {
            _dropEvents.Run(writes.DeliveredUpTo);
        }

        _commit.Run();
    }

    /// <summary>SQLite has undone the transaction itself after some failures, and not after others.</summary>
    private void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            _rollBack.Run();
        }
    }

    private void Catalog(JournalWrites writes)
    {
        foreach (var (name, body) in writes.ComputeEnvironments)
        {
            if (body is null)
            {
                _dropEnvironment.Run(name);
            }
            else
            {
                _putEnvironment.Run(name, body);
            }
        }

        foreach (var (id, body) in writes.JobQueues)
        {
            if (body is null)
            {
                _dropQueue.Run(id);
            }
            else
            {
                _putQueue.Run(id, body);
            }
        }

        foreach (var (kind, name, body) in writes.Catalog)
        {
            if (body is null)
            {
                _dropOther.Run((int)kind, name);
            }
            else
            {
                _putOther.Run((int)kind, name, body);
            }
        }

        foreach (var (name, revision, body) in writes.JobDefinitions)
        {
            _putDefinition.Run(name, revision, body);
        }
    }
}
