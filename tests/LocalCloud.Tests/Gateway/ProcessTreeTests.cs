using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LocalCloud.Gateway;

namespace LocalCloud.Tests.Gateway;

/// <summary>Who holds a socket: a process, one that it has started, or somebody else.</summary>
public sealed class ProcessTreeTests
{
    [Theory]
    [InlineData("17 (bootstrap) S 12 17 17 0 -1 4194304", 12)]
    [InlineData("17 (a) b) R (c) S 12 17 17 0 -1", 12)]
    [InlineData("1 (init) S 0 1 1 0 -1", 0)]
    [InlineData("17 (cut", 0)]
    [InlineData("", 0)]
    public void The_parent_stands_behind_the_name_whatever_the_name_holds(string stat, int parent) => Assert.Equal(parent, ProcessTree.ParentIn(stat));

    [Fact]
    public void Whatever_a_process_has_started_is_below_it_and_nothing_else_is()
    {
        (int, int)[] parents = [(31, 30), (10, 1), (30, 20), (20, 10), (21, 10), (40, 1), (41, 40), (1, 0)];

        Assert.Equal([20, 21, 30, 31], ProcessTree.Descendants(10, parents).Order());
        Assert.Empty(ProcessTree.Descendants(31, parents));
    }

    [Fact]
    public void A_circle_which_ids_given_anew_can_make_is_walked_once() =>
        Assert.Equal([20, 30], ProcessTree.Descendants(10, [(20, 10), (30, 20), (20, 30), (10, 30), (7, 7)]).Order());

    [Fact]
    public void A_process_holds_the_sockets_that_it_has_opened_and_no_others()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient client = new();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        var inode = client.Client is { LocalEndPoint: IPEndPoint own, RemoteEndPoint: IPEndPoint other } ? SocketOwners.Find(own, other)?.Inode ?? 0 : 0;

        Assert.NotEqual(0ul, inode);
        Assert.True(ProcessTree.Holds(Environment.ProcessId, inode));
        Assert.False(ProcessTree.Holds(Environment.ProcessId, ulong.MaxValue));
    }

    [Fact]
    public void A_socket_of_ours_is_not_held_by_a_process_beside_us()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient client = new();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        var inode = client.Client is { LocalEndPoint: IPEndPoint own, RemoteEndPoint: IPEndPoint other } ? SocketOwners.Find(own, other)?.Inode ?? 0 : 0;
        using var other2 = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true }) ?? throw new InvalidOperationException("cat did not start.");

        Assert.False(ProcessTree.Holds(other2.Id, inode));
        other2.StandardInput.Close();
        other2.WaitForExit();
    }

    [Fact]
    public void A_process_that_is_no_more_holds_nothing() => Assert.False(ProcessTree.Holds(int.MaxValue, 1));
}
