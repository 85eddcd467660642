using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using LocalBatch.Execution;
using LocalCloud.Template;

namespace LocalCloud.Lambda;

/// <summary>The log stream of one function process: its own lines and Lambda's START, END and REPORT.</summary>
internal sealed class FunctionLog : IAsyncDisposable
{
    private const int LongestLine = 256 * 1024;

    private readonly Channel<(DateTimeOffset At, byte[] Line)> _lines = Channel.CreateUnbounded<(DateTimeOffset, byte[])>(new() { SingleReader = true });
    private readonly FunctionResource _function;
    private readonly TimeProvider _time;
    private readonly Task _writing;

    public FunctionLog(FunctionResource function, IJobLogs logs, TimeProvider time, Guid id)
    {
        _function = function;
        _time = time;
        StreamName = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy/MM/dd}/[$LATEST]{id:N}");
        _writing = WriteAllAsync(logs);
    }

    public string StreamName { get; }

    /// <summary>Copies lines until the process closes its end.</summary>
    public async Task CopyAsync(Stream output)
    {
        var reader = PipeReader.Create(output);
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            while (TryReadLine(ref buffer, read.IsCompleted, out var line))
            {
                Add(line.ToArray());
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await reader.CompleteAsync();
    }

    public void Started(string requestId)
    {
        if (!_function.Logging.IsJson)
        {
            Add($"START RequestId: {requestId} Version: $LATEST");
            return;
        }

        Platform("platform.start", writer =>
        {
            writer.WriteString("requestId", requestId);
            writer.WriteString("version", "$LATEST");
        });
    }

    /// <param name="requestId">The invocation's.</param>
    /// <param name="duration">From the event's delivery to the answer.</param>
    /// <param name="usedMiB">Most memory the process has had.</param>
    /// <param name="status"><c>success</c>, <c>error</c> or <c>timeout</c>.</param>
    public void Ended(string requestId, TimeSpan duration, long usedMiB, string status)
    {
        var billed = (long)Math.Ceiling(duration.TotalMilliseconds);
        if (!_function.Logging.IsJson)
        {
            Add($"END RequestId: {requestId}");
            Add(string.Create(CultureInfo.InvariantCulture,
                $"REPORT RequestId: {requestId}\tDuration: {duration.TotalMilliseconds:F2} ms\tBilled Duration: {billed} ms\tMemory Size: {_function.MemoryMiB} MB\tMax Memory Used: {usedMiB} MB\t"));
            return;
        }

        Platform("platform.report", writer =>
        {
            writer.WriteString("requestId", requestId);
            writer.WriteStartObject("metrics");
            writer.WriteNumber("durationMs", Math.Round(duration.TotalMilliseconds, 3));
            writer.WriteNumber("billedDurationMs", billed);
            writer.WriteNumber("memorySizeMB", _function.MemoryMiB);
            writer.WriteNumber("maxMemoryUsedMB", usedMiB);
            writer.WriteEndObject();
            writer.WriteString("status", status);
        });
    }

    /// <summary>Ends the stream; call it when nobody copies any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        if (buffer.Length > LongestLine || (isLast && !buffer.IsEmpty))
        {
            line = buffer;
            buffer = buffer.Slice(buffer.End);
            return true;
        }

        line = default;
        return false;
    }

    private void Platform(string type, Action<Utf8JsonWriter> record)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("time", _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            writer.WriteString("type", type);
            writer.WriteStartObject("record");
            record(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        Add(buffer.WrittenSpan.ToArray());
    }

    private void Add(string line) => Add(Encoding.UTF8.GetBytes(line));

    private void Add(byte[] line) => _lines.Writer.TryWrite((_time.GetUtcNow(), line));

    private async Task WriteAllAsync(IJobLogs logs)
    {
        // Lambda makes a stream when there is something to write.
        IJobLogStream? stream = null;
        await foreach (var (at, line) in _lines.Reader.ReadAllAsync())
        {
            stream ??= logs.Open(_function.Logging.Group, StreamName);
            stream.Append(at, line.AsSpan().TrimEnd((byte)'\r'));
        }

        if (stream is not null)
        {
            await stream.DisposeAsync();
        }
    }
}
