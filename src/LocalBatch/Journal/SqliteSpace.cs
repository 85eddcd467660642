using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalBatch.Journal;

/// <summary>
/// Gives the space of rows that are gone back to the disk: SQLite by itself keeps a file as large as it once was. For the
/// journal, and for the files that a program keeps beside it.
/// </summary>
public static class SqliteSpace
{
    // What is free is soon used again: only where much is, and more than a quarter, it is worth moving pages.
    private const long WorthShrinking = 8 * 1024 * 1024;
    private const long WorthCopying = 32 * 1024 * 1024;

    private const string MayShrink = "PRAGMA auto_vacuum = INCREMENTAL; ";

    /// <summary>So that a turn is not kept: the rest follows with the next.</summary>
    private const int PagesAtOnce = 1_024;

    /// <summary>To be called on a new file before anything else, so that <see cref="Shrink"/> can do its work there; a file that holds something is not touched.</summary>
    /// <exception cref="SqliteException">It is no database, or cannot be read.</exception>
    // SQLite: from none to incremental only while there are no tables, or by VACUUM (pragma auto_vacuum).
    public static void Prepare(SqliteConnection connection)
    {
        if (Number(connection, "PRAGMA page_count") == 0)
        {
            Number(connection, MayShrink);
        }
    }

    /// <summary>
    /// Cuts the end of the file off, some of it at a time, where much of the file is free. Within a transaction it is part of it; done again
    /// it goes on where it was.
    /// </summary>
    /// <returns>Whether something was cut off.</returns>
    /// <exception cref="SqliteException">The disk refused; nothing is lost.</exception>
    public static bool Shrink(SqliteConnection connection)
    {
        var free = Number(connection, "PRAGMA freelist_count");
        if (free * Number(connection, "PRAGMA page_size") < WorthShrinking || free * 4 < Number(connection, "PRAGMA page_count"))
        {
            return false;
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA incremental_vacuum({PagesAtOnce})";
        command.ExecuteNonQuery();

        return Number(connection, "PRAGMA freelist_count") < free;
    }

    /// <summary><see cref="Shrink"/> between two transactions: where the disk refuses, it costs nothing but the space, and a later time goes on.</summary>
    public static bool TryShrink(SqliteConnection connection)
    {
        try
        {
            return Shrink(connection);
        }
        catch (SqliteException trouble) when (JournalHealth.MayPass(trouble))
        {
            return false;
        }
    }

    /// <summary>
    /// For the start: copies a file that an earlier version made, if half of it and much is free, so that from then on it can shrink. Where the
    /// disk has no room for the copy the file stays as it is, and the next start tries again.
    /// </summary>
    public static void Compact(SqliteConnection connection)
    {
        var (free, pages) = (Number(connection, "PRAGMA freelist_count"), Number(connection, "PRAGMA page_count"));
        if (Number(connection, "PRAGMA auto_vacuum") != 0 || free * 2 < pages || free * Number(connection, "PRAGMA page_size") < WorthCopying)
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = MayShrink + "VACUUM";
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException trouble) when (JournalHealth.MayPass(trouble))
        {
            // It is as large as it was, and whole.
        }
    }

    private static long Number(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;

        return Convert.ToInt64(command.ExecuteScalar() ?? 0, CultureInfo.InvariantCulture);
    }
}
