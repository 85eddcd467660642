using System.Globalization;
using System.Text;
using LocalBatch.Execution;

namespace LocalCloud.Logs;

/// <summary>Keeps so much of each stream and counts the rest, so that a job that never stops writing fills no disk.</summary>
/// <param name="logs">Where the streams are kept.</param>
/// <param name="mostBytes">Of one stream; an attempt of a job has one.</param>
// Differs: CloudWatch Logs keeps, and charges for, whatever comes.
internal sealed class LimitedLogs(IJobLogs logs, long mostBytes) : IJobLogs
{
    public IJobLogStream Open(string group, string stream) => new Limited(logs.Open(group, stream), mostBytes);

    /// <summary>The limit is reached at the same line as before.</summary>
    public IJobLogStream Resume(string group, string stream) => new Limited(logs.Resume(group, stream), mostBytes);

    private sealed class Limited(IJobLogStream stream, long mostBytes) : IJobLogStream
    {
        private long _kept;
        private long _lines;
        private long _bytes;
        private DateTimeOffset _last;

        public bool IsBehind => stream.IsBehind;

        public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line)
        {
            // With its end, as the job wrote it.
            var size = utf8Line.Length + 1L;
            if (_lines == 0 && _kept + size <= mostBytes)
            {
                _kept += size;
                stream.Append(at, utf8Line);
            }
            else
            {
                (_lines, _bytes, _last) = (_lines + 1, _bytes + size, at);
            }
        }

        public ValueTask DisposeAsync()
        {
            if (_lines > 0)
            {
                stream.Append(_last, Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $"[{_lines} more lines, {_bytes} bytes, were not kept: the log of an attempt has at most {mostBytes} bytes (--log-limit)]")));
            }

            return stream.DisposeAsync();
        }
    }
}
