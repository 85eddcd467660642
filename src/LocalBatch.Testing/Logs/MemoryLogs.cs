using System.Text;
using LocalBatch.Execution;

namespace LocalBatch.Testing.Logs;

/// <summary>One line of a log stream.</summary>
internal sealed record LogLine(DateTimeOffset At, string Text);

/// <summary>Log streams in memory. Written by jobs, read from any thread.</summary>
internal sealed class MemoryLogs : IJobLogs
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Group, string Stream), List<LogLine>> _streams = [];

    public IJobLogStream Open(string group, string stream)
    {
        lock (_gate)
        {
            _streams.TryAdd((group, stream), []);
        }

        return new Stream(this, (group, stream));
    }

    /// <returns>The lines so far; <c>null</c> where there is no such stream.</returns>
    public IReadOnlyList<LogLine>? Read(string group, string stream)
    {
        lock (_gate)
        {
            return _streams.TryGetValue((group, stream), out var lines) ? [.. lines] : null;
        }
    }

    /// <summary>The streams of a group, by name.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<LogLine> Lines)> Streams(string group)
    {
        lock (_gate)
        {
            return [.. _streams.Where(stream => stream.Key.Group == group)
                .OrderBy(stream => stream.Key.Stream, StringComparer.Ordinal)
                .Select(stream => (stream.Key.Stream, (IReadOnlyList<LogLine>)[.. stream.Value]))];
        }
    }

    private sealed class Stream(MemoryLogs logs, (string Group, string Stream) key) : IJobLogStream
    {
        public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line)
        {
            LogLine line = new(at, Encoding.UTF8.GetString(utf8Line));
            lock (logs._gate)
            {
                logs._streams[key].Add(line);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
