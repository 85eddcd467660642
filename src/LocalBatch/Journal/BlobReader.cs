using System.Text;

namespace LocalBatch.Journal;

/// <summary>Reads what <see cref="BlobWriter"/> wrote, in the same order.</summary>
internal sealed class BlobReader(byte[] blob)
{
    private int _position;

    public bool AtEnd => _position == blob.Length;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }
    }

    public int Int() => checked((int)Number());

    public long? OptionalNumber() => Flag() ? Number() : null;

    public Guid Id() => new(Take(16));

    public string? Text() => Int() is > 0 and var length ? Encoding.UTF8.GetString(Take(length - 1)) : null;

    /// <exception cref="FormatException">It is absent.</exception>
    public string RequiredText() => Text() ?? throw new FormatException("A text that must be there is missing.");

    public IReadOnlyList<T> List<T>(Func<BlobReader, T> read)
    {
        var count = Int();
        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = read(this);
        }

        return items;
    }

    public IReadOnlyDictionary<string, string>? Map()
    {
        var count = Int();
        if (count <= 0)
        {
            return count < 0 ? null : Resources.Empty.Map;
        }

        var map = new Dictionary<string, string>(count);
        for (var i = 0; i < count; i++)
        {
            map.Add(RequiredText(), RequiredText());
        }

        return map;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > blob.Length - _position)
        {
            throw new FormatException($"A record of {blob.Length} bytes ends before its contents do.");
        }

        _position += length;

        return blob.AsSpan(_position - length, length);
    }
}
