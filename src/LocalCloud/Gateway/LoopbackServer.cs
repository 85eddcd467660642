using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalCloud.Gateway;

/// <summary>
/// One port on loopback and what answers on it: Kestrel without a host around it, since every function process gets
/// a server of its own and must not wait for one. It answers only those whom its <see cref="IPeers"/> let in.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    // Part of the connections that those may hold who are refused: without it one of them could hold all, and nobody else got through.
    private const int StrangersPart = 8;

    private static readonly object Refusal = new();

    private readonly KestrelServer _server;

    private LoopbackServer(KestrelServer server, int port)
    {
        _server = server;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Listens on <paramref name="port"/>, on a free one for 0.</summary>
    /// <param name="bind">Makes the socket to listen on.</param>
    /// <param name="limits">What one caller may take up.</param>
    /// <param name="peers">Who may call.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<LoopbackServer> StartAsync(
        int port, Func<EndPoint, Socket> bind, LoopbackLimits limits, IPeers peers, RequestDelegate handle, ILoggerFactory logs, CancellationToken cancellation) =>
        StartAsync(port, new SocketTransportFactory(Options.Create(new SocketTransportOptions { CreateBoundListenSocket = bind }), logs), limits, peers, handle, logs, cancellation);

    /// <param name="port">0 for a free one.</param>
    /// <param name="transport">Takes the connections.</param>
    /// <param name="limits">What one caller may take up.</param>
    /// <param name="peers">Who may call.</param>
    /// <inheritdoc cref="StartAsync(int, Func{EndPoint, Socket}, LoopbackLimits, IPeers, RequestDelegate, ILoggerFactory, CancellationToken)"/>
    public static async Task<LoopbackServer> StartAsync(
        int port, IConnectionListenerFactory transport, LoopbackLimits limits, IPeers peers, RequestDelegate handle, ILoggerFactory logs, CancellationToken cancellation)
    {
        KestrelServerOptions options = new() { AddServerHeader = false, AllowSynchronousIO = false };
        (ConnectionLimits.Default with { Connections = limits.Connections }).Apply(options.Limits);
        options.Limits.MaxRequestBodySize = limits.LargestBody;
        options.Limits.KeepAliveTimeout = limits.KeepAlive;
        options.Limits.MinResponseDataRate = null;
        var strangers = 0;
        options.Listen(IPAddress.Loopback, port, listen => listen.Use(next => async connection =>
        {
            connection.Items[Refusal] = connection is { RemoteEndPoint: IPEndPoint peer, LocalEndPoint: IPEndPoint own } ? await peers.RefusalAsync(peer, own) : PeerCheck.Refusal;
            if (connection.Items[Refusal] is null)
            {
                await next(connection);
                return;
            }

            try
            {
                if (Interlocked.Increment(ref strangers) <= Math.Max(1, limits.Connections / StrangersPart))
                {
                    await next(connection);
                }
            }
            finally
            {
                Interlocked.Decrement(ref strangers);
            }
        }));
        KestrelServer server = new(Options.Create(options), transport, logs);
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

        public async Task ProcessRequestAsync(HttpContext context)
        {
            EarlyAnswer.Guard(context);
            try
            {
                await (context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[Refusal] is string refusal ? RefuseAsync(context, refusal) : handle(context));
            }
            catch (Microsoft.AspNetCore.Http.BadHttpRequestException malformed) when (!context.Response.HasStarted)
            {
                context.Response.StatusCode = malformed.StatusCode;
            }
            catch (Exception gone) when (gone is ConnectionResetException or ConnectionAbortedException
                || (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested))
            {
                // The client has gone: nobody is left to answer.
            }
        }

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }

        private static Task RefuseAsync(HttpContext context, string refusal)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.ContentType = "application/json";
            context.Response.Headers.Connection = "close";

            // One of our own sentences, which have nothing to escape.
            return context.Response.WriteAsync($$"""{"message":"{{refusal}}"}""", context.RequestAborted);
        }
    }
}

/// <param name="LargestBody">In bytes; one that says or shows that it is larger is refused with 413.</param>
/// <param name="KeepAlive">A connection without a request ends after it.</param>
/// <param name="Connections">At a time; any more are hung up on, and so are those who are refused from an eighth of it on.</param>
internal sealed record LoopbackLimits(long LargestBody, TimeSpan KeepAlive, int Connections);
