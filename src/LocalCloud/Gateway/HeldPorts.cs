using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LocalCloud.Gateway;

/// <summary>
/// Free ports, held from the moment they are chosen: addresses in the template name them long before a server listens there, and
/// another program must not get them in between.
/// </summary>
internal sealed class HeldPorts : IDisposable
{
    private readonly Dictionary<int, Socket> _sockets = [];

    /// <summary>Chooses a free loopback port for 0; any other stays what it is.</summary>
    public int Hold(int port)
    {
        if (port != 0)
        {
            return port;
        }

        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(IPAddress.Loopback, 0));
        // A socket that is only bound holds nothing: others who allow reuse, as servers do, may bind the port as well.
        socket.Listen();
        var chosen = socket.LocalEndPoint is IPEndPoint endpoint
            ? endpoint.Port
            : throw new InvalidOperationException("A bound socket has no port.");
        _sockets.Add(chosen, socket);

        return chosen;
    }

    /// <summary>The socket for a server on <paramref name="endpoint"/>: the one that holds the port, or a new one. The server owns it.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public Socket Bind(EndPoint endpoint) =>
        endpoint is IPEndPoint { Port: var port, Address: var address } && IPAddress.IsLoopback(address) && _sockets.Remove(port, out var held)
            ? held
            : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }
    }
}
