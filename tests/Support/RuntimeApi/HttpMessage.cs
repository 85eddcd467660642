using System.Globalization;
using System.Text;

namespace Support.RuntimeApi;

/// <summary>A request as it stands on the wire, and the bytes of an answer.</summary>
internal sealed record HttpMessage(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Reads ahead, so that a header does not cost a system call for each of its bytes.</summary>
    public static Stream Buffered(Stream stream) => new BufferedStream(stream, 16_384);

    /// <summary><c>null</c> where the peer has closed the connection.</summary>
    public static async Task<HttpMessage?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        if (await LineAsync(stream, cancellation) is not { Length: > 0 } first)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(stream, cancellation) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var parts = first.Split(' ');
        return new(parts[0], parts[1], headers, await BodyAsync(stream, headers, cancellation));
    }

    public static byte[] Answer(int status, IEnumerable<KeyValuePair<string, string>> headers, string body)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Status\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        foreach (var (name, value) in headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").Append(body).ToString());
    }

    private static async Task<string> BodyAsync(Stream stream, Dictionary<string, string> headers, CancellationToken cancellation)
    {
        if (headers.TryGetValue("Content-Length", out var length))
        {
            return Encoding.UTF8.GetString(await BytesAsync(stream, int.Parse(length, CultureInfo.InvariantCulture), cancellation));
        }

        var body = new MemoryStream();
        while (headers.ContainsKey("Transfer-Encoding"))
        {
            var size = int.Parse((await LineAsync(stream, cancellation))!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Write(await BytesAsync(stream, size, cancellation));
            await LineAsync(stream, cancellation);
            if (size == 0)
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static async Task<byte[]> BytesAsync(Stream stream, int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private static async Task<string?> LineAsync(Stream stream, CancellationToken cancellation)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellation) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
