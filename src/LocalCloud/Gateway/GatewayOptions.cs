using System.Net;
using System.Net.Sockets;
using LocalCloud.Iam;
using LocalCloud.Mishaps;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Gateway;

/// <summary>What the endpoint needs to know.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Loopback port; 0 takes a free one, see <see cref="GatewayServer.Endpoint"/>.</summary>
    public required int Port { get; init; }

    /// <summary>Makes the socket to listen on.</summary>
    public Func<EndPoint, Socket> Bind { get; init; } = SocketTransportOptions.CreateDefaultBoundListenSocket;

    public required AwsAccount Account { get; init; }

    public required LocalCredentials Credentials { get; init; }

    /// <summary>Another pair of the operator's; <c>null</c> for none.</summary>
    public GivenKeys? Given { get; init; }

    /// <summary>Keys of sessions, beside the operator's.</summary>
    public Sessions Sessions { get; init; } = new();

    /// <summary>What roles may do; without it everything.</summary>
    public RoleBook Roles { get; init; } = RoleBook.Empty;

    /// <summary>What answers without a signature; <c>null</c> for nothing but the health check.</summary>
    public IUnsignedEndpoint? Unsigned { get; init; }

    /// <summary>Sessions of jobs may come by the name that containers behind a bridge have for this machine.</summary>
    public bool LetsContainersIn { get; init; }

    /// <summary>Where containers behind a bridge of this machine reach it; <c>null</c>: by loopback, as from a virtual machine.</summary>
    public IPAddress? BridgeAddress { get; init; }

    /// <summary>The services behind the endpoint, told apart by <see cref="IAwsService.SigningName"/>.</summary>
    public required IReadOnlyList<IAwsService> Services { get; init; }

    public required TimeProvider Time { get; init; }

    public required Func<Guid> NewId { get; init; }

    public required ILoggerFactory Logs { get; init; }

    /// <summary>What callers that send only halves may take up.</summary>
    public ConnectionLimits Limits { get; init; } = ConnectionLimits.Default;

    /// <summary>Throttles calls to Batch and closes connections on purpose; <c>null</c> for peace.</summary>
    public Chaos? Chaos { get; init; }
}
