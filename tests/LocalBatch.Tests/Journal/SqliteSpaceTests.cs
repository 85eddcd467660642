using LocalBatch.Journal;
using Microsoft.Data.Sqlite;

namespace LocalBatch.Tests.Journal;

public sealed class SqliteSpaceTests : IDisposable
{
    private const int Rows = 4_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("space-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(4_000, true)]
    [InlineData(1_200, true)]
    [InlineData(300, false)]
    public void A_file_shrinks_where_much_of_it_is_free_and_keeps_what_will_soon_be_used_again(int dropped, bool shrinks)
    {
        using var connection = Filled(isNew: true);
        var before = Pages(connection);
        Run(connection, $"DELETE FROM line WHERE id <= {dropped}");

        var cut = 0;
        while (SqliteSpace.Shrink(connection))
        {
            cut++;
        }

        Assert.Equal(shrinks, cut > 0);
        Assert.Equal(shrinks, Pages(connection) < before);
        Assert.Equal(Rows - dropped, Number(connection, "SELECT count(*) FROM line"));
        Assert.Equal("ok", Text(connection, "PRAGMA quick_check"));
    }

    [Fact]
    public void A_file_of_an_earlier_version_is_copied_once_and_then_shrinks_too()
    {
        using var connection = Filled(isNew: false);
        Run(connection, $"DELETE FROM line WHERE id <= {Rows - 1_000}");
        Assert.False(SqliteSpace.Shrink(connection));
        var before = Pages(connection);

        SqliteSpace.Compact(connection);

        Assert.InRange(Pages(connection), 1, before / 2);
        Run(connection, "DELETE FROM line");
        Assert.True(SqliteSpace.Shrink(connection));
        Assert.Equal("ok", Text(connection, "PRAGMA quick_check"));
    }

    [Fact]
    public void A_file_of_an_earlier_version_that_is_full_of_use_is_left_alone()
    {
        using var connection = Filled(isNew: false);
        var before = Pages(connection);

        SqliteSpace.Compact(connection);

        Assert.Equal(before, Pages(connection));
        Assert.Equal(0, Number(connection, "PRAGMA auto_vacuum"));
    }

    /// <summary>A file of some 47 MB.</summary>
    private SqliteConnection Filled(bool isNew)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "some.db")};Pooling=False");
        connection.Open();
        if (isNew)
        {
            SqliteSpace.Prepare(connection);
        }

        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE line (id INTEGER PRIMARY KEY, text BLOB NOT NULL)");
        Run(connection, $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows}) INSERT INTO line SELECT i, zeroblob(12000) FROM n");

        return connection;
    }

    private static long Pages(SqliteConnection connection) => Number(connection, "PRAGMA page_count");

    private static long Number(SqliteConnection connection, string sql) => Convert.ToInt64(Value(connection, sql), null);

    private static string? Text(SqliteConnection connection, string sql) => Value(connection, sql)?.ToString();

    private static object? Value(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;

        return command.ExecuteScalar();
    }

    private static void Run(SqliteConnection connection, string sql) => Value(connection, sql);
}
