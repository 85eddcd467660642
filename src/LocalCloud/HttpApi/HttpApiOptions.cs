using System.Net;
using System.Net.Sockets;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace LocalCloud.HttpApi;

/// <summary>What the HTTP API runs with.</summary>
internal sealed record HttpApiOptions
{
    public required IReadOnlyList<FunctionRoute> Routes { get; init; }

    /// <summary>Port on loopback; 0 for a free one.</summary>
    public required int Port { get; init; }

    /// <summary>Makes the socket to listen on.</summary>
    public Func<EndPoint, Socket> Bind { get; init; } = SocketTransportOptions.CreateDefaultBoundListenSocket;

    /// <summary>Who may call.</summary>
    public PeerCheck Peers { get; init; } = PeerCheck.Create();

    /// <summary>Who may connect; <c>null</c>: all who may call.</summary>
    public IPeers? Connecting { get; init; }

    public required IFunctionInvoker Functions { get; init; }

    public required AwsAccount Account { get; init; }

    public required TimeProvider Time { get; init; }

    public required Func<Guid> NewId { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
