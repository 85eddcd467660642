using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalCloud.Lambda;

/// <summary>
/// One port on loopback and what answers on it: Kestrel without a host around it, since every function process gets
/// a server of its own and must not wait for one.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private LoopbackServer(KestrelServer server, int port)
    {
        _server = server;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Listens on <paramref name="port"/>, on a free one for 0.</summary>
    /// <param name="bind">Makes the socket to listen on.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LoopbackServer> StartAsync(
        int port, Func<EndPoint, Socket> bind, long maxRequestBytes, RequestDelegate handle, ILoggerFactory logs, CancellationToken cancellation)
    {
        KestrelServerOptions options = new() { AddServerHeader = false, AllowSynchronousIO = false };
        options.Limits.MaxRequestBodySize = maxRequestBytes;
        // A function may work for long between two calls on the same connection.
        options.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, port);
        KestrelServer server = new(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions { CreateBoundListenSocket = bind }), logs), logs);
        try
        {
            await server.StartAsync(new Application(handle), cancellation);
        }
        catch
        {
            server.Dispose();
            throw;
        }

        var address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return new(server, new Uri(address).Port);
    }

    /// <summary>Stops at once: requests still open are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private sealed class Application(RequestDelegate handle) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handle(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
