using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalBatch.Journal;

/// <summary>Whether a journal is whole, and what to tell of one that is not.</summary>
internal static class JournalHealth
{
    private const int NoMemory = 7;
    private const int ReadWrite = 10;
    private const int Full = 13;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <exception cref="JournalException">SQLite finds damage.</exception>
    public static void Check(SqliteConnection connection)
    {
        SqliteSpace.Prepare(connection);
        using var command = connection.CreateCommand();

        // One engine owns the file: a second one would start every job again.
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA quick_check(1)";
        var found = "";
        using (var reader = command.ExecuteReader())
        {
            do
            {
                while (reader.Read())
                {
                    found = reader.GetValue(0).ToString() ?? "";
                }
            }
            while (reader.NextResult());
        }

        if (found != "ok")
        {
            throw Damaged(connection, found, null);
        }
    }

    /// <summary>Whether a write that failed so may succeed later: a disk that is full or busy, not a file that is damaged.</summary>
    public static bool MayPass(SqliteException trouble) => trouble.SqliteErrorCode is Busy or Locked or NoMemory or ReadWrite or Full or CannotOpen;

    public static JournalException Describe(string path, SqliteException trouble) => trouble.SqliteErrorCode switch
    {
        Busy or Locked => new(
            $"The journal {path} is in use by another engine. Stop that one, or use another state folder.", trouble),
        CannotOpen => new(
            $"The journal {path} cannot be opened: {trouble.Message} See that its folder exists and may be written to.", trouble),
        Corrupt or NotADatabase => Damaged(path, trouble.Message, "", trouble),
        _ => new($"The journal {path} cannot be used: {trouble.Message} It was left as it is.", trouble),
    };

    /// <summary>What to tell of rows that SQLite can read and we cannot.</summary>
    public static JournalException Damaged(string path, string finding, string kept, Exception? cause) =>
        new(
            $"The journal {path} is damaged: {finding}.{kept} It was left as it is: nothing in it was changed or replaced. "
            + "Restore it from a backup, or move it away to start with an empty one.",
            cause ?? new FormatException(finding));

    private static JournalException Damaged(SqliteConnection connection, string finding, SqliteException? cause) =>
        Damaged(connection.DataSource, finding, Kept(connection), cause);

    /// <summary>How much of a damaged journal can still be read.</summary>
    private static string Kept(SqliteConnection connection)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM job";
            var jobs = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);

            return string.Create(CultureInfo.InvariantCulture, $" {jobs} jobs in it can still be read.");
        }
        catch (SqliteException)
        {
            return " Its jobs cannot be read any more.";
        }
    }
}
