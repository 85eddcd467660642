using Microsoft.Data.Sqlite;

namespace LocalCloud.Logs;

/// <summary>Reads what is committed, beside the writer.</summary>
internal sealed class LogReader(string source, TimeProvider time)
{
    private const long MillisecondsPerDay = 86_400_000;

    private const string EventColumns = "SELECT e.at, e.id, s.name, e.ingested, e.message FROM log_events e JOIN log_streams s ON s.id = e.stream_id";

    /// <summary>The earliest event of the group that is within its retention.</summary>
    public long KeptSince(LogGroup group) =>
        group.RetentionInDays is { } days ? time.GetUtcNow().ToUnixTimeMilliseconds() - (days * MillisecondsPerDay) : long.MinValue;

    public LogGroup? Group(string name) =>
        Read("SELECT id, name, created, retention, bytes FROM log_groups WHERE name = $0", GroupOf, name).FirstOrDefault();

    /// <summary>Groups by name, from after <paramref name="after"/>.</summary>
    public List<LogGroup> Groups(string prefix, string pattern, string after, int limit) =>
        Read(
            """
            SELECT id, name, created, retention, bytes FROM log_groups
            WHERE substr(name, 1, length($0)) = $0 AND instr(name, $1) > 0 AND name > $2 ORDER BY name LIMIT $3
            """,
            GroupOf, prefix, pattern, after, limit);

    public LogStream? Stream(long group, string name) =>
        Read("SELECT id, name, created, first_at, last_at, last_ingested FROM log_streams WHERE group_id = $0 AND name = $1", StreamOf, group, name).FirstOrDefault();

    /// <summary>How many events a stream has; 0 where there is no such stream.</summary>
    public long CountOf(string group, string stream) => Read(
        "SELECT count(*) FROM log_events WHERE stream_id = (SELECT s.id FROM log_streams s JOIN log_groups g ON g.id = s.group_id WHERE g.name = $0 AND s.name = $1)",
        row => row.GetInt64(0), group, stream)[0];

    public List<LogStream> Streams(LogStreamQuery query) => Read(query.Sql, StreamOf, query.Values);

    /// <summary>Events of one stream strictly between two positions.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="after">Exclusive.</param>
    /// <param name="before">Exclusive.</param>
    /// <param name="fromHead">Earliest first; otherwise the latest first.</param>
    /// <param name="take">Called with each event until it says no.</param>
    public void Events(LogStream stream, LogPosition after, LogPosition before, bool fromHead, Func<LogEvent, bool> take) =>
        Scan(
            $"""
            {EventColumns} WHERE e.stream_id = $0 AND (e.at, e.id) > ($1, $2) AND (e.at, e.id) < ($3, $4)
            ORDER BY e.at {(fromHead ? "ASC" : "DESC")}, e.id {(fromHead ? "ASC" : "DESC")}
            """,
            take, stream.Id, after.At, after.Id, before.At, before.Id);

    /// <summary>Events of a group's streams strictly between two positions, earliest first.</summary>
    /// <param name="group">The group.</param>
    /// <param name="streams">These streams only, or all if <c>null</c>.</param>
    /// <param name="prefix">Streams whose name begins so.</param>
    /// <param name="after">Exclusive.</param>
    /// <param name="before">Exclusive.</param>
    /// <param name="take">Called with each event until it says no.</param>
    public void Events(LogGroup group, IReadOnlyList<long>? streams, string prefix, LogPosition after, LogPosition before, Func<LogEvent, bool> take)
    {
        var which = streams is null ? "e.group_id = $0" : $"e.stream_id IN ({string.Join(',', streams)}) AND e.group_id = $0";
        Scan(
            $"""
            {EventColumns} WHERE {which} AND (e.at, e.id) > ($1, $2) AND (e.at, e.id) < ($3, $4)
            AND substr(s.name, 1, length($5)) = $5 ORDER BY e.at, e.id
            """,
            take, group.Id, after.At, after.Id, before.At, before.Id, prefix);
    }

    private static LogGroup GroupOf(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetInt32(3), row.GetInt64(4));

    private static LogStream StreamOf(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), Optional(row, 3), Optional(row, 4), Optional(row, 5));

    private static long? Optional(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object> values)
    {
        var rows = new List<T>();
        using var connection = Connect();
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private void Scan(string sql, Func<LogEvent, bool> take, params ReadOnlySpan<object> values)
    {
        using var connection = Connect();
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var found = new LogEvent(new(reader.GetInt64(0), reader.GetInt64(1)), reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4));
            if (!take(found))
            {
                return;
            }
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(source);
        connection.Open();

        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters.AddWithValue("$" + index, values[index]);
        }

        return command;
    }
}
