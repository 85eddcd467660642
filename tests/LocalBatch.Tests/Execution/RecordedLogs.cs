using System.Collections.Concurrent;
using System.Text;
using LocalBatch.Execution;

namespace LocalBatch.Tests.Execution;

/// <summary>Keeps log lines in memory, by stream.</summary>
internal sealed class RecordedLogs : IJobLogs
{
    private readonly ConcurrentDictionary<string, Stream> _streams = new();

    /// <summary>Settled with the first line of any stream that holds <paramref name="text"/>.</summary>
    public Task LineAsync(string stream, string text) => _streams.GetOrAdd(stream, _ => new()).Seen(text);

    public string[] Lines(string stream) => _streams[stream].Text();

    public int[] Lengths(string stream) => _streams[stream].Lengths();

    public bool IsClosed(string stream) => _streams[stream].IsClosed;

    IJobLogStream IJobLogs.Open(string group, string stream) => _streams.GetOrAdd(stream, _ => new());

    private sealed class Stream : IJobLogStream
    {
        private readonly Lock _gate = new();
        private readonly List<byte[]> _lines = [];
        private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

        public bool IsClosed { get; private set; }

        public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line)
        {
            lock (_gate)
            {
                Assert.False(IsClosed, "a line came after the stream was closed");
                _lines.Add(utf8Line.ToArray());
                var line = Encoding.UTF8.GetString(utf8Line);
                _awaited.FindAll(one => line.Contains(one.Text, StringComparison.Ordinal)).ForEach(one => one.Seen.TrySetResult());
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (_gate)
            {
                IsClosed = true;
                _awaited.ForEach(one => one.Seen.TrySetException(new InvalidOperationException($"'{one.Text}' was never printed; there is: {string.Join('|', Text())}")));
            }

            return ValueTask.CompletedTask;
        }

        public Task Seen(string text)
        {
            lock (_gate)
            {
                var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _awaited.Add((text, seen));
                if (_lines.Exists(line => Encoding.UTF8.GetString(line).Contains(text, StringComparison.Ordinal)))
                {
                    seen.SetResult();
                }

                return seen.Task;
            }
        }

        public string[] Text()
        {
            lock (_gate)
            {
                return [.. _lines.Select(line => Encoding.UTF8.GetString(line))];
            }
        }

        public int[] Lengths()
        {
            lock (_gate)
            {
                return [.. _lines.Select(line => line.Length)];
            }
        }
    }
}
