using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalCloud.Gateway;

/// <summary>What those may take up of a port who send half a request and wait: time, and connections that others then do not get.</summary>
/// <param name="Connections">At a time; any more are hung up on.</param>
/// <param name="Head">A request's first line and headers are there within it.</param>
/// <param name="Pause">A body may come to a stand for so long; over that, it comes with <paramref name="BytesPerSecond"/> at least.</param>
/// <param name="BytesPerSecond">The slowest body.</param>
internal sealed record ConnectionLimits(int Connections, TimeSpan Head, TimeSpan Pause, double BytesPerSecond)
{
    /// <summary>A thousand jobs with a connection each and their neighbours are far below; a client on the same machine needs no second for its headers.</summary>
    public static ConnectionLimits Default { get; } = new(Connections: 8_192, Head: TimeSpan.FromSeconds(10), Pause: TimeSpan.FromSeconds(10), BytesPerSecond: 240);

    public void Apply(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = Connections;
        limits.RequestHeadersTimeout = Head;
        limits.MinRequestBodyDataRate = new(BytesPerSecond, Pause);
    }
}
