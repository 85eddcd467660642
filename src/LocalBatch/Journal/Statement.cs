using Microsoft.Data.Sqlite;

namespace LocalBatch.Journal;

/// <summary>One SQL statement, prepared once. Parameters are <c>$1</c>, <c>$2</c> and so on.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var number = 1; sql.Contains($"${number}", StringComparison.Ordinal); number++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = $"${number}" });
        }

        _command.Prepare();
    }

    public void Run(params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }

        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
