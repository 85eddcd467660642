namespace LocalCloud.Gateway;

/// <summary>The one loopback endpoint of all services.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    /// <summary>Such as <c>http://127.0.0.1:4500</c>.</summary>
    public Uri Endpoint => throw new NotImplementedException();

    /// <summary>Listens. Services answer at once; <c>GET /health</c> says 503 until <see cref="MarkReady"/>.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<GatewayServer> StartAsync(GatewayOptions options, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>From now on <c>GET /health</c> says 200.</summary>
    public void MarkReady() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
