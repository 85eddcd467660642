using LocalBatch.Journal;
using Microsoft.Data.Sqlite;

namespace LocalCloud.Logs;

/// <summary>Statements of the writer, each compiled once, inside the commit at hand.</summary>
internal sealed class LogSession : IDisposable
{
    /// <summary>AWS: what an event counts beside its message (API_PutLogEvents).</summary>
    public const int EventOverhead = 26;

    private const int ExpiredAtOnce = 5_000;
    private const string DropSome =
        """
        DELETE FROM log_events WHERE id IN (
            SELECT e.id FROM log_groups g JOIN log_events e ON e.group_id = g.id AND e.at < $0 - g.retention * 86400000
            WHERE g.retention IS NOT NULL LIMIT $1)
        RETURNING group_id, length(message)
        """;

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Touched> _touched = [];
    private SqliteTransaction? _transaction;
    private long _lastEvent;
    private long _now;

    public LogSession(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _lastEvent = Query("SELECT max(id) FROM log_events") ?? 0;
        _now = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Whether rows were dropped, whose space may go back to the disk.</summary>
    public bool HasDropped { get; private set; }

    public void Begin()
    {
        _now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _transaction = _connection.BeginTransaction();
    }

    public void Commit()
    {
        SettleTouched();
        _transaction?.Commit();
        _transaction?.Dispose();
        _transaction = null;
    }

    public void RollBack()
    {
        _transaction?.Dispose();
        _transaction = null;
        _touched.Clear();
        _groups.Clear();
    }

    /// <summary>Gives space of what was dropped back to the disk, between two commits.</summary>
    public void Shrink() => HasDropped = SqliteSpace.TryShrink(_connection);

    /// <summary>Looks the stream up, making group and stream where they are missing.</summary>
    public (long Group, long Stream) Find(LogStreamWriter stream)
    {
        var group = GroupId(stream.Group) ?? AddGroup(stream.Group);
        var id = StreamId(group, stream.Name) ?? AddStream(group, stream.Name);
        stream.Ids = (group, id);

        return (group, id);
    }

    public void Add(LogStreamWriter stream, long at, byte[] message) => Add(stream.Ids ?? Find(stream), at, message);

    public void Add((long Group, long Stream) ids, long at, byte[] message)
    {
        Execute(
            "INSERT INTO log_events (id, group_id, stream_id, at, ingested, message) VALUES ($0, $1, $2, $3, $4, $5)",
            ++_lastEvent, ids.Group, ids.Stream, at, _now, message);
        var touched = _touched.GetValueOrDefault(ids.Stream) ?? new(ids.Group, at, at);
        _touched[ids.Stream] = touched with
        {
            First = Math.Min(touched.First, at),
            Last = Math.Max(touched.Last, at),
            Bytes = touched.Bytes + message.Length + EventOverhead,
        };
    }

    public long? GroupId(string name)
    {
        if (!_groups.TryGetValue(name, out var id))
        {
            if (Query("SELECT id FROM log_groups WHERE name = $0", name) is not { } found)
            {
                return null;
            }

            _groups[name] = id = found;
        }

        return id;
    }

    public long? StreamId(long group, string name) => Query("SELECT id FROM log_streams WHERE group_id = $0 AND name = $1", group, name);

    public long AddGroup(string name) =>
        _groups[name] = Query("INSERT INTO log_groups (name, created) VALUES ($0, $1) RETURNING id", name, _now)
            ?? throw new InvalidOperationException($"Log group {name} got no id.");

    public long AddStream(long group, string name) =>
        Query("INSERT INTO log_streams (group_id, name, created) VALUES ($0, $1, $2) RETURNING id", group, name, _now)
            ?? throw new InvalidOperationException($"Log stream {name} got no id.");

    public void RemoveGroup(string name, long id)
    {
        Execute("DELETE FROM log_events WHERE group_id = $0", id);
        Execute("DELETE FROM log_streams WHERE group_id = $0", id);
        Execute("DELETE FROM log_groups WHERE id = $0", id);
        _groups.Remove(name);
        HasDropped = true;
    }

    public void RemoveStream(long id)
    {
        Execute("DELETE FROM log_events WHERE stream_id = $0", id);
        Execute("DELETE FROM log_streams WHERE id = $0", id);
        HasDropped = true;
    }

    /// <summary>What is past it is dropped by and by; readers leave it out from now on.</summary>
    public void SetRetention(long group, int? days) => Execute("UPDATE log_groups SET retention = $1 WHERE id = $0", group, days);

    /// <summary>Drops events past the retention of their group, so many at a time that lines need not wait long.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool DropExpired()
    {
        var dropped = 0;
        var freed = new Dictionary<long, long>();
        using (var rows = Command(DropSome, [_now, ExpiredAtOnce]).ExecuteReader())
        {
            for (; rows.Read(); dropped++)
            {
                freed[rows.GetInt64(0)] = freed.GetValueOrDefault(rows.GetInt64(0)) + rows.GetInt64(1) + EventOverhead;
            }
        }

        foreach (var (group, bytes) in freed)
        {
            Execute("UPDATE log_groups SET bytes = max(0, bytes - $1) WHERE id = $0", group, bytes);
        }

        HasDropped |= dropped > 0;

        return dropped == ExpiredAtOnce;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }
    }

    /// <summary>Once a commit and stream, not once a line.</summary>
    private void SettleTouched()
    {
        foreach (var (stream, touched) in _touched)
        {
            var found = Execute(
                """
                UPDATE log_streams SET first_at = min(ifnull(first_at, $1), $1), last_at = max(ifnull(last_at, $2), $2), last_ingested = $3
                WHERE id = $0
                """,
                stream, touched.First, touched.Last, _now);
            if (found == 0)
            {
                // The stream was deleted while its program still wrote: its lines have nowhere to go, as on AWS.
                Execute("DELETE FROM log_events WHERE stream_id = $0", stream);
            }

            Execute("UPDATE log_groups SET bytes = bytes + $1 WHERE id = $0", touched.Group, touched.Bytes);
        }

        _touched.Clear();
    }

    private int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    private long? Query(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteScalar() as long?;

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var index = 0; index < values.Length; index++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + index });
            }

            _commands.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        return command;
    }

    private sealed record Touched(long Group, long First, long Last)
    {
        public long Bytes { get; init; }
    }
}
