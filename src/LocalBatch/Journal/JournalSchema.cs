using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalBatch.Journal;

/// <summary>Tables of the journal, and the number of their format.</summary>
internal static class JournalSchema
{
    /// <summary>Raised whenever a record or a table changes; a journal of a later format is not touched.</summary>
    public const int Format = 3;

    private const string Tables =
        """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE compute_environment (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE job_queue (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
        CREATE TABLE job_definition (name TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (name, revision)) WITHOUT ROWID;
        CREATE TABLE job (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL);
        CREATE TABLE job_state (sequence INTEGER NOT NULL, child INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (sequence, child)) WITHOUT ROWID;
        CREATE TABLE outbox (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
        """;

    /// <summary>What format 3 added.</summary>
    private const string Catalog = "CREATE TABLE IF NOT EXISTS catalog (kind INTEGER NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;";

    /// <summary>Makes the tables of a new journal, or sees that those of an old one can be read.</summary>
    /// <exception cref="JournalException">The journal was written by a later version.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var format = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (format > Format)
        {
            throw new JournalException(
                $"The journal {connection.DataSource} has format {format}; this version reads up to {Format}. "
                + "It was left as it is. Use the newer version that wrote it, or another state folder.");
        }

        if (format == 0)
        {
            command.CommandText = $"BEGIN; {Tables} {Catalog} PRAGMA user_version = {Format}; COMMIT;";
            command.ExecuteNonQuery();
        }
        else if (format < Format)
        {
            // What is written from here on, an older version cannot read; what is there, this one can.
            command.CommandText = $"BEGIN; {Catalog} PRAGMA user_version = {Format}; COMMIT;";
            command.ExecuteNonQuery();
        }
    }
}
