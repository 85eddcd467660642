using System.Buffers;

namespace LocalBatch.Execution.Processes;

/// <summary>Cuts the bytes of an attempt's output into log lines. Holds one unfinished line at most.</summary>
internal sealed class LineSplitter(IJobLogStream stream)
{
    /// <summary>AWS: an event holds 256 KiB, 26 bytes of which are its own (API_PutLogEvents).</summary>
    public const int MaxEventBytes = 262_144 - 26;

    private byte[] _partial = [];
    private int _length;

    /// <summary>Takes what was read; every line that is complete goes out.</summary>
    public void Feed(DateTimeOffset at, ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            if (_length == 0)
            {
                Emit(at, bytes[..end]);
            }
            else
            {
                Keep(at, bytes[..end]);
                Flush(at);
            }

            bytes = bytes[(end + 1)..];
        }

        Keep(at, bytes);
    }

    /// <summary>The output is over: an unfinished line is a line too.</summary>
    public void Finish(DateTimeOffset at)
    {
        Flush(at);
        if (_partial.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_partial);
            _partial = [];
        }
    }

    /// <summary>How much of <paramref name="line"/> goes into one event: never half a character of UTF-8.</summary>
    public static int Cut(ReadOnlySpan<byte> line, int limit)
    {
        if (line.Length <= limit)
        {
            return line.Length;
        }

        var cut = limit;
        while (cut > limit - 4 && (line[cut] & 0xC0) == 0x80)
        {
            cut--;
        }

        return cut > limit - 4 ? cut : limit;
    }

    private void Keep(DateTimeOffset at, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        Grow(_length + bytes.Length);
        bytes.CopyTo(_partial.AsSpan(_length));
        _length += bytes.Length;

        var start = 0;
        while (_length - start > MaxEventBytes)
        {
            var cut = Cut(_partial.AsSpan(start, _length - start), MaxEventBytes);
            stream.Append(at, _partial.AsSpan(start, cut));
            start += cut;
        }

        _partial.AsSpan(start, _length - start).CopyTo(_partial);
        _length -= start;
    }

    private void Flush(DateTimeOffset at)
    {
        Emit(at, _partial.AsSpan(0, _length));
        _length = 0;
    }

    private void Emit(DateTimeOffset at, ReadOnlySpan<byte> line)
    {
        // AWS: an event has at least one byte, so the awslogs driver drops empty lines (API_InputLogEvent).
        while (!line.IsEmpty)
        {
            var cut = Cut(line, MaxEventBytes);
            stream.Append(at, line[..cut]);
            line = line[cut..];
        }
    }

    private void Grow(int size)
    {
        if (size <= _partial.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        _partial.AsSpan(0, _length).CopyTo(larger);
        if (_partial.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_partial);
        }

        _partial = larger;
    }
}
