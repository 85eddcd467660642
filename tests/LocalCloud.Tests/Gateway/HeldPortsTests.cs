using System.Net;
using System.Net.Sockets;
using LocalCloud.Gateway;

namespace LocalCloud.Tests.Gateway;

public sealed class HeldPortsTests
{
    [Fact]
    public void A_held_port_is_nobody_elses_until_its_server_takes_it()
    {
        using HeldPorts ports = new();
        var port = ports.Hold(0);

        using Socket other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => other.Bind(new IPEndPoint(IPAddress.Loopback, port))).SocketErrorCode);

        using var server = ports.Bind(new IPEndPoint(IPAddress.Loopback, port));
        server.Listen();
        Assert.Equal(port, ((IPEndPoint?)server.LocalEndPoint)?.Port);
    }

    [Fact]
    public void Ports_that_are_held_at_a_time_differ()
    {
        using HeldPorts ports = new();

        Assert.NotEqual(ports.Hold(0), ports.Hold(0));
    }

    [Fact]
    public void A_port_that_was_asked_for_stays()
    {
        using HeldPorts ports = new();

        Assert.Equal(4500, ports.Hold(4500));
    }
}
