using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.Engine;

namespace Bench.Http;

/// <summary>
/// The client for every server that is compared: it sends the same bytes again and again over kept connections and reads
/// the answers, so that almost all of the machine is the server's.
/// </summary>
internal sealed class HttpLoad(int port)
{
    public string Host => $"127.0.0.1:{port}";

    /// <summary>Sends one request.</summary>
    /// <returns>The answer's body.</returns>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task<string> SendAsync(byte[] request)
    {
        using var connection = new Connection(port);

        return await connection.SendAsync(request);
    }

    /// <returns>Answers a second.</returns>
    public async Task<double> RunAsync(byte[] request, int count, int connections)
    {
        var left = count;
        var lap = await Lap.OfAsync(() => Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            using var connection = new Connection(port);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await connection.SendAsync(request);
            }
        })));

        return lap.Rate(count);
    }

    private sealed class Connection(int port) : IDisposable
    {
        private readonly byte[] _buffer = new byte[65_536];
        private Socket? _socket;

        public async Task<string> SendAsync(byte[] request)
        {
            _socket ??= await ConnectAsync();
            await _socket.SendAsync(request);
            var (length, headers) = (0, -1);
            while (headers < 0 || length < headers + 4 + ContentLength(headers))
            {
                var read = await _socket.ReceiveAsync(_buffer.AsMemory(length));
                if (read == 0)
                {
                    break;
                }

                length += read;
                headers = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            }

            var answer = Encoding.UTF8.GetString(_buffer, 0, length);
            if (!answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(answer);
            }

            if (answer.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase))
            {
                Dispose();
            }

            return answer[(headers + 4)..];
        }

        public void Dispose()
        {
            _socket?.Dispose();
            _socket = null;
        }

        private async Task<Socket> ConnectAsync()
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);

            return socket;
        }

        private int ContentLength(int headers)
        {
            var text = Encoding.ASCII.GetString(_buffer, 0, headers);
            var name = text.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
            var digits = text.AsSpan(name + "Content-Length:".Length).Trim();

            return int.Parse(digits.IndexOf('\r') is var end and >= 0 ? digits[..end] : digits, System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
