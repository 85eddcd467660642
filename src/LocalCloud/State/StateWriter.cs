using Microsoft.Data.Sqlite;

namespace LocalCloud.State;

/// <summary>Runs statements inside the commit at hand; each text is compiled once.</summary>
internal sealed class StateWriter(SqliteConnection connection) : IAsyncDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public SqliteTransaction? Transaction { get; set; }

    /// <summary>Runs <paramref name="sql"/>, whose parameters are named <c>$0</c>, <c>$1</c>, …</summary>
    public void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var index = 0; index < values.Length; index++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + index });
            }

            _commands.Add(sql, command);
        }

        command.Transaction = Transaction;
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }
    }
}
