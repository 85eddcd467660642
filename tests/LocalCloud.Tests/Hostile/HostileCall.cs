using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LocalCloud.Gateway;

namespace LocalCloud.Tests.Hostile;

/// <summary>
/// A request that no HTTP client would send, signed rightly all the same: written byte by byte into a socket, so that what
/// stands behind the signature is reached with everything that HTTP can carry.
/// </summary>
internal sealed class HostileCall(GatewayServer gateway, LocalCredentials credentials)
{
    public string Method { get; init; } = "POST";

    /// <summary>As it goes onto the wire.</summary>
    public string Path { get; init; } = "/";

    public string Query { get; init; } = "";

    public string Service { get; init; } = "sqs";

    public byte[] Body { get; init; } = [];

    /// <summary>What <c>x-amz-content-sha256</c> says; S3 only.</summary>
    public string? Payload { get; init; }

    /// <summary>Signed if their names begin with <c>x-amz-</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public DateTimeOffset SignedAt { get; init; } = TimeProvider.System.GetUtcNow();

    public async Task<(int Status, string Text)> SendAsync()
    {
        var date = SignedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = gateway.Endpoint.Authority, ["x-amz-date"] = date };
        foreach (var (name, value) in Headers.Where(header => header.Name.StartsWith("x-amz-", StringComparison.Ordinal)))
        {
            signed[name] = value;
        }

        if (Payload is not null)
        {
            signed["x-amz-content-sha256"] = Payload;
        }

        var key = new SigningKey(credentials.SecretAccessKey, new(date[..8], "us-east-1", Service), SignedAt);
        var path = Service == "s3" ? CanonicalRequest.S3Path(Path) : CanonicalRequest.Path(Path);
        var signature = key.SignRequest(CanonicalRequest.Of(Method, path, CanonicalRequest.Query(Query), signed, Payload ?? RequestVerifier.HashOf(Body)));
        var head = new StringBuilder($"{Method} {Path}{(Query.Length > 0 ? "?" : "")}{Query} HTTP/1.1\r\n");
        foreach (var (name, value) in signed.Select(header => (header.Key, header.Value)).Concat(Headers.Where(header => !signed.ContainsKey(header.Name))))
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Authorization: AWS4-HMAC-SHA256 Credential={credentials.AccessKeyId}/{key.Scope}, SignedHeaders={string.Join(';', signed.Keys)}, Signature={signature}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\nConnection: close\r\n\r\n");

        return await RawAsync(gateway.Endpoint.Port, [.. Encoding.UTF8.GetBytes(head.ToString()), .. Body]);
    }

    /// <summary>Sends bytes and reads the answer; status 0 where the server hung up without one.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="bytes">The message, or the beginning of one.</param>
    /// <param name="isCutOff">Nothing more comes, and the server is told so.</param>
    public static async Task<(int Status, string Text)> RawAsync(int port, byte[] bytes, bool isCutOff = false)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, limit.Token);
        var (stream, answer) = (client.GetStream(), new MemoryStream());
        try
        {
            await stream.WriteAsync(bytes, limit.Token);
            if (isCutOff)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException)
        {
            // The server need not listen to the end; what it said before counts.
        }

        var text = Encoding.UTF8.GetString(answer.ToArray());

        return (text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0, text);
    }
}
