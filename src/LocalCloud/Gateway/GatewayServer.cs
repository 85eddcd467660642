using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace LocalCloud.Gateway;

/// <summary>The one loopback endpoint of all services.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    // AWS: the largest object of a single PUT is 5 GiB. Other services read at most Gate.MaximumBody.
    private const long MaximumUpload = 5L * 1024 * 1024 * 1024;

    private readonly WebApplication _application;
    private readonly Gate _gate;

    private GatewayServer(WebApplication application, Gate gate, Uri endpoint)
    {
        _application = application;
        _gate = gate;
        Endpoint = endpoint;
    }

    /// <summary>Such as <c>http://127.0.0.1:4500/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>Listens. Services answer at once; <c>GET /health</c> says 503 until <see cref="MarkReady"/>.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<GatewayServer> StartAsync(GatewayOptions options, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(options.Logs);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => Configure(kestrel, options))
            .UseSockets(sockets => sockets.CreateBoundListenSocket = options.Bind);
        var application = builder.Build();
        var gate = new Gate(options);
        application.Run(gate.HandleAsync);
        try
        {
            await application.StartAsync(cancellation);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First()
            ?? throw new InvalidOperationException("Kestrel does not say where it listens.");
        var endpoint = new Uri(address);
        gate.Port = endpoint.Port;

        return new(application, gate, endpoint);
    }

    /// <summary>From now on <c>GET /health</c> says 200.</summary>
    public void MarkReady() => _gate.IsReady = true;

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumUpload;
        // S3 user metadata is UTF-8 in some clients; what is not valid is refused by Kestrel with 400, and what is goes back as it came.
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
        options.Limits.Apply(kestrel.Limits);
        kestrel.Listen(IPAddress.Loopback, options.Port);
        if (options.BridgeAddress is { } bridge)
        {
            kestrel.Listen(bridge, options.Port);
        }
    }
}
