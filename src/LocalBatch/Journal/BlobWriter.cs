using System.Buffers;
using System.Text;

namespace LocalBatch.Journal;

/// <summary>Writes the compact form in which the journal keeps jobs. One writer is used again and again.</summary>
internal sealed class BlobWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Reset() => _buffer.ResetWrittenCount();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Seven bits a byte, the sign folded into the lowest bit.</summary>
    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            span[length++] = (byte)(rest | 0x80);
        }

        span[length++] = (byte)rest;
        _buffer.Advance(length);
    }

    public void Number(long? value)
    {
        Flag(value is not null);
        if (value is { } number)
        {
            Number(number);
        }
    }

    public void Id(Guid value)
    {
        value.TryWriteBytes(_buffer.GetSpan(16));
        _buffer.Advance(16);
    }

    /// <summary>Length + 1 and the bytes; 0 for <c>null</c>.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Number(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length + 1);
        _buffer.Advance(Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length)));
    }

    public void List<T>(IReadOnlyCollection<T> items, Action<BlobWriter, T> write)
    {
        Number(items.Count);
        foreach (var item in items)
        {
            write(this, item);
        }
    }

    public void Map(IReadOnlyDictionary<string, string>? map)
    {
        Number(map?.Count ?? -1);
        foreach (var (key, value) in map ?? Resources.Empty.Map)
        {
            Text(key);
            Text(value);
        }
    }
}
