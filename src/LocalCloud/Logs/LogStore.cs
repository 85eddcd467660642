using LocalBatch.Execution;
using Microsoft.Data.Sqlite;

namespace LocalCloud.Logs;

/// <summary>
/// Log groups, streams and events, for jobs and functions alike. A SQLite file: a thousand short streams a second need
/// an index over streams and times more than they need raw speed, and a chatty one is held back by <see cref="IJobLogStream.IsBehind"/>.
/// One writer gathers what arrives into one commit; readers read beside it.
/// </summary>
internal sealed class LogStore : IJobLogs, IAsyncDisposable
{
    private readonly LogWriter _writer;

    private LogStore(LogWriter writer, LogReader reader, LogStoreOptions options)
    {
        _writer = writer;
        Reader = reader;
        Options = options;
    }

    public LogStoreOptions Options { get; }

    /// <summary>What is committed.</summary>
    public LogReader Reader { get; }

    /// <summary>Opens or makes the file, and begins to drop what is past its retention.</summary>
    /// <exception cref="SqliteException">The file cannot be opened, or is no database.</exception>
    public static LogStore Open(LogStoreOptions options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Path)) ?? ".");
        var source = new SqliteConnectionStringBuilder { DataSource = options.Path };
        source.Pooling = false;
        var connection = new SqliteConnection(source.ToString());
        try
        {
            connection.Open();
            LogSchema.Prepare(connection);
            source.Mode = SqliteOpenMode.ReadOnly;

            return new(new(connection, options.Time), new(source.ToString(), options.Time), options);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a stream to write to, of a job or of a function; group and stream appear where they are missing.</summary>
    public IJobLogStream Open(string group, string stream) => _writer.Open(group, stream);

    /// <inheritdoc/>
    public IJobLogStream Resume(string group, string stream) => new ResumedStream(_writer.Open(group, stream), Reader.CountOf(group, stream));

    /// <summary>Drops what is past its retention, by and by; it happens by itself every hour too.</summary>
    public void Sweep() => _writer.Sweep();

    /// <summary>Changes groups and streams by hand. The task ends with the commit.</summary>
    public Task<T> ChangeAsync<T>(Func<LogSession, T> change) => _writer.ChangeAsync(change);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
