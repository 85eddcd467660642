namespace LocalCloud.S3;

/// <summary>The cyclic redundancy checks of S3: reflected, all bits set at the start and inverted at the end.</summary>
internal sealed class Crc
{
    private static readonly ulong[] Crc32Table = Table(0xEDB88320);
    private static readonly ulong[] Crc32CTable = Table(0x82F63B78);
    private static readonly ulong[] Crc64NvmeTable = Table(0x9A6C9329AC4BC9B5);

    private readonly ulong[] _table;
    private readonly int _bytes;
    private ulong _state = ulong.MaxValue;

    private Crc(ulong[] table, int bytes) => (_table, _bytes) = (table, bytes);

    public static Crc Crc32() => new(Crc32Table, 4);

    public static Crc Crc32C() => new(Crc32CTable, 4);

    public static Crc Crc64Nvme() => new(Crc64NvmeTable, 8);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _bytes == 4 ? (uint)_state : _state;
        foreach (var value in bytes)
        {
            state = _table[(byte)(state ^ value)] ^ (state >> 8);
        }

        _state = state;
    }

    /// <summary>The check, most significant byte first.</summary>
    public byte[] Finish()
    {
        var bytes = BitConverter.GetBytes(~_state);
        Array.Resize(ref bytes, _bytes);
        Array.Reverse(bytes);

        return bytes;
    }

    private static ulong[] Table(ulong polynomial)
    {
        var table = new ulong[256];
        for (var index = 0; index < table.Length; index++)
        {
            var value = (ulong)index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 1 ? (value >> 1) ^ polynomial : value >> 1;
            }

            table[index] = value;
        }

        return table;
    }
}
