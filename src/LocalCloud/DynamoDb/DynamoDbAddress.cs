using System.Net;
using System.Net.Sockets;

namespace LocalCloud.DynamoDb;

/// <summary>Where a DynamoDB answers: a Unix socket of our own child, or whatever was given.</summary>
/// <param name="Url">What requests are made for.</param>
/// <param name="Socket">Path of the socket that they go to; <c>null</c>: to the host and port of the URL.</param>
internal sealed record DynamoDbAddress(Uri Url, string? Socket)
{
    public static DynamoDbAddress Of(string socket) => new(new("http://dynamodb/"), socket);

    public static DynamoDbAddress Of(Uri url) => new(url, null);

    public override string ToString() => Socket ?? Url.ToString();

    /// <summary>One hop on this machine: no proxy of the user's environment, no cookies, no redirects.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        SocketsHttpHandler handler = new() { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None };
        if (Socket is { } path)
        {
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation);
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        System.Net.Sockets.Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
