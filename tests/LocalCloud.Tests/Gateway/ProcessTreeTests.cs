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
    public void The_parent_stands_behind_the_name_whatever_the_name_holds(string stat, int parent) => Assert.Equal(parent, ProcessRow.Parse(17, stat).Parent);

    [Theory]
    [InlineData("17 (a) b) R (c) S 12 16 15 0 -1", 15)]
    [InlineData("17 (cut", 0)]
    [InlineData("17 (cut) S 12", 0)]
    public void The_session_stands_behind_the_group(string stat, int session) => Assert.Equal(session, ProcessRow.Parse(17, stat).Session);

    [Fact]
    public void Whatever_a_process_has_started_is_below_it_and_nothing_else_is()
    {
        var rows = Rows((31, 30), (10, 1), (30, 20), (20, 10), (21, 10), (40, 1), (41, 40), (1, 0));

        Assert.Equal([20, 21, 30, 31], ProcessTree.Belonging(10, rows).Order());
        Assert.Empty(ProcessTree.Belonging(31, rows));
    }

    [Fact]
    public void Whoever_is_in_the_session_that_a_process_has_opened_belongs_to_it_with_all_below_though_his_parents_have_ended()
    {
        ProcessRow[] rows = [new(10, 5, 10), new(20, 1, 10), new(21, 20, 21), new(30, 1, 21), new(5, 1, 5), new(40, 5, 5)];

        Assert.Equal([20, 21], ProcessTree.Belonging(10, rows).Order());
    }

    [Fact]
    public void A_circle_which_ids_given_anew_can_make_is_walked_once() =>
        Assert.Equal([20, 30], ProcessTree.Belonging(10, Rows((20, 10), (30, 20), (20, 30), (10, 30), (7, 7))).Order());

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

    /// <summary>All of one session.</summary>
    private static ProcessRow[] Rows(params (int Id, int Parent)[] parents) => [.. parents.Select(one => new ProcessRow(one.Id, one.Parent, Session: 1))];
}
