namespace BatchFunctions.Http;

/// <summary>
/// What Lambda lets an answer weigh. An answer travels as a member of a JSON object, so that each of its bytes may become
/// several: pages are cut by what they come to there.
/// </summary>
internal static class Envelope
{
    // AWS: an answer of Lambda may have 6 MB, counted as the function writes it (Lambda quotas).
    public const int MostBytes = 6 * 1024 * 1024;

    /// <summary>Status, headers and the names of the members around a body.</summary>
    private const int Around = 8 * 1024;

    // AWS: Annotations 2.3.0 writes it with the default encoder of .NET, which no other comes up to: what HTML could mind takes
    // six bytes, and so does each UTF-16 unit beyond ASCII.
    private const int Escaped = 6;

    /// <summary>Whether a body can be sent, whichever encoder writes its envelope.</summary>
    public static bool Takes(ReadOnlySpan<byte> body) => BytesOf(body) <= MostBytes - Around;

    /// <summary>How many of so many items to try when all of them are too much: fewer, and at least one.</summary>
    public static int Fewer(int items, ReadOnlySpan<byte> body) =>
        Math.Max(1, Math.Min(items - 1, (int)((long)items * (MostBytes - Around) / Math.Max(1, BytesOf(body)))));

    /// <summary>Bytes of a text, itself in UTF-8, as a string of JSON at its longest.</summary>
    public static long BytesOf(ReadOnlySpan<byte> text)
    {
        var bytes = 0L;
        foreach (var unit in text)
        {
            bytes += unit switch
            {
                (byte)'"' or (byte)'&' or (byte)'\'' or (byte)'+' or (byte)'<' or (byte)'>' or (byte)'`' or 0x7F => Escaped,
                (byte)'\\' or (byte)'\b' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r' => 2,
                < 0x20 => Escaped,
                < 0x80 => 1,
                // A byte that continues a character: its first one has counted for all.
                < 0xC0 => 0,
                < 0xF0 => Escaped,
                _ => 2 * Escaped,
            };
        }

        return bytes;
    }
}
