using LocalBatch.Journal;
using Microsoft.Data.Sqlite;

namespace LocalCloud.Logs;

/// <summary>The tables of the log file.</summary>
internal static class LogSchema
{
    private const long Version = 1;

    // NORMAL: a commit survives the end of the process at any moment; only a power cut may cost the last lines.
    private const string Settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;";

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS log_groups (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, retention INTEGER, bytes INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS log_streams (
            id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
            first_at INTEGER, last_at INTEGER, last_ingested INTEGER, UNIQUE (group_id, name));
        CREATE TABLE IF NOT EXISTS log_events (
            id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, stream_id INTEGER NOT NULL, at INTEGER NOT NULL,
            ingested INTEGER NOT NULL, message BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS log_events_of_stream ON log_events (stream_id, at, id);
        CREATE INDEX IF NOT EXISTS log_events_of_group ON log_events (group_id, at, id);
        """;

    /// <exception cref="InvalidDataException">A later version wrote the file.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        SqliteSpace.Prepare(connection);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version;";
        if (command.ExecuteScalar() is long found and > Version)
        {
            throw new InvalidDataException(
                $"The log file {connection.DataSource} has format {found}; this program knows formats up to {Version}. Use the later program, or move the file away.");
        }

        command.CommandText = $"{Settings} {Tables} PRAGMA user_version = {Version};";
        command.ExecuteNonQuery();
        SqliteSpace.Compact(connection);
    }
}
