using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using LocalBatch.Execution;

namespace LocalCloud.Tests.Lambda;

/// <summary>Keeps log lines in memory, and lets a test wait for one.</summary>
internal sealed class RecordingLogs : IJobLogs
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public ConcurrentQueue<string> Streams { get; } = new();

    public IJobLogStream Open(string group, string stream)
    {
        Streams.Enqueue($"{group} {stream}");
        return new Stream(_lines.Writer);
    }

    /// <summary>The first line yet unread that starts with the text.</summary>
    public async Task<string> LineAsync(string start)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"No line starts with {start}.");
    }

    /// <summary>What is there and yet unread.</summary>
    public IReadOnlyList<string> Seen()
    {
        List<string> lines = [];
        while (_lines.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }

    private sealed class Stream(ChannelWriter<string> lines) : IJobLogStream
    {
        public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line) => lines.TryWrite(Encoding.UTF8.GetString(utf8Line));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
