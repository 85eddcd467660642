using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LocalCloud.Tests.Gateway;

/// <summary>One TCP connection on which request follows request, byte by byte as a client would write them.</summary>
internal sealed class KeptConnection : IDisposable
{
    private readonly TcpClient _client = new();

    public int Port { get; }

    private KeptConnection(int port) => Port = port;

    public static async Task<KeptConnection> OpenAsync(int port)
    {
        KeptConnection connection = new(port);
        await connection._client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);

        return connection;
    }

    /// <summary>Sends the beginning of a request, or all of it, and reads one answer.</summary>
    /// <param name="head">Lines without ends; Host is added.</param>
    /// <param name="body">What follows them.</param>
    public async Task<KeptAnswer> AskAsync(IEnumerable<string> head, string body = "")
    {
        var text = string.Concat(head.Append($"Host: 127.0.0.1:{Port}").Select(line => line + "\r\n")) + "\r\n" + body;

        return await SendAsync(text);
    }

    /// <summary>Sends text as it is, and reads one answer.</summary>
    public async Task<KeptAnswer> SendAsync(string text)
    {
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

        return await ReadAnswerAsync(hasBody: !text.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    /// <summary>Sends text as it is; true if the server ends the connection without a word on it.</summary>
    public async Task<bool> IsEndedAsync(string text)
    {
        try
        {
            await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

            return await ReadLineAsync() is null;
        }
        catch (IOException reset) when (reset.InnerException is SocketException)
        {
            return true;
        }
    }

    /// <summary>Sends text as it is; true once the server has ended the connection, whatever it says before.</summary>
    public async Task<bool> EndsAsync(string text)
    {
        try
        {
            await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
            while (await ReadLineAsync() is not null)
            {
            }
        }
        catch (IOException reset) when (reset.InnerException is SocketException)
        {
            return true;
        }

        return true;
    }

    public void Dispose() => _client.Dispose();

    private async Task<KeptAnswer> ReadAnswerAsync(bool hasBody)
    {
        var status = int.Parse(((await ReadLineAsync()) ?? throw new IOException("The server hung up without an answer.")).AsSpan(9, 3), CultureInfo.InvariantCulture);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        if (hasBody && status != 100)
        {
            await _client.GetStream().ReadExactlyAsync(body, TestContext.Current.CancellationToken);
        }

        return new(status, headers, Encoding.UTF8.GetString(body));
    }

    /// <summary>A line without its end; <c>null</c> where the connection ends.</summary>
    private async Task<string?> ReadLineAsync()
    {
        List<byte> line = [];
        var one = new byte[1];
        while (await _client.GetStream().ReadAsync(one, TestContext.Current.CancellationToken) == 1)
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

internal sealed record KeptAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public bool Closes => Headers.GetValueOrDefault("Connection") == "close";
}
