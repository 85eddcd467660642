using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Hostile;

/// <summary>A port without signatures answers the user who started the stack.</summary>
public sealed class PeerTests
{
    private const uint Us = 1000;
    private const int MostConnections = 100;

    private static readonly IPEndPoint Client = new(IPAddress.Loopback, 39_512);
    private static readonly IPEndPoint Server = new(IPAddress.Loopback, 4501);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1000u, true)]
    [InlineData(0u, true)]
    [InlineData(65534u, false)]
    [InlineData(1001u, false)]
    [InlineData(null, false)]
    public void A_connection_of_our_own_user_or_of_root_is_let_in_and_no_other(uint? owner, bool isLetIn) =>
        Assert.Equal(isLetIn, new PeerCheck(Us, (_, _) => owner is { } user ? new(user, 47_451) : null, token: null).IsOwn(Client, Server));

    // Rows as Linux writes them, of both ends; 9A58 is 39512, 1195 is 4501.
    [Theory]
    [InlineData("   1: 0100007F:9A58 0100007F:1195 01 00000000:00000000 00:00000000 00000000 65534        0 47451 1 0000000058f75885 20 4 30 10 -1", 65534u)]
    [InlineData("   1: 0000000000000000FFFF00000100007F:9A58 0000000000000000FFFF00000100007F:1195 01 00000000:00000000 00:00000000 00000000  1000        0 47451 1 0 20 4 30 10 -1", 1000u)]
    [InlineData("   1: 0100007F:9A58 0100007F:1195 06 00000000:00000000 03:0000086B 00000000     0        0 0 3 000000009babcdfb", null)]
    [InlineData("   1: 0100007F:9A58 0100007F:1195 05 00000000:00000000 00:00000000 00000000     0        0 0 1 000000009babcdfb", null)]
    [InlineData("   1: 0100007F:1195 0100007F:9A58 01 00000000:00000000 00:00000000 00000000     0        0 47452 1 0000000058f75886 20 4 30 10 -1", null)]
    [InlineData("   1: 0100007F:9A59 0100007F:1195 01 00000000:00000000 00:00000000 00000000     0        0 47451 1 0000000058f75885 20 4 30 10 -1", null)]
    [InlineData("   1: 0100007F:9A58 0100007F:1195", null)]
    [InlineData("", null)]
    public void The_owner_is_read_from_the_row_of_the_peers_end_and_a_socket_that_nobody_holds_has_none(string row, uint? owner) =>
        Assert.Equal(owner, SocketOwners.Find(["  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", row], Client, Server)?.User);

    [Fact]
    public async Task A_connection_of_another_user_is_answered_with_a_refusal_and_reaches_nothing()
    {
        var calls = 0;
        await using var server = await StartAsync(new(Us, (_, _) => new(65_534, 47_451), token: null), _ => calls++);
        using HttpClient client = new();

        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/jobs"), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.StartsWith("{\"message\":\"Forbidden: this port answers the user who started the local stack", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Whoever_is_refused_cannot_hold_all_connections()
    {
        HashSet<int> ours = [];
        await using var server = await StartAsync(new(Us, (peer, _) => new(IsIn(ours, peer.Port) ? Us : 65_534, 47_451), token: null), _ => { });
        List<TcpClient> strangers = [];
        try
        {
            for (var i = 0; i < MostConnections; i++)
            {
                TcpClient stranger = new();
                strangers.Add(stranger);
                await stranger.ConnectAsync(IPAddress.Loopback, server.Port, Cancellation);
            }

            // Those who are hung up on may take a moment to be gone.
            var isAnswered = false;
            for (var i = 0; i < MostConnections && !isAnswered; i++)
            {
                using TcpClient client = new(new IPEndPoint(IPAddress.Loopback, 0));
                lock (ours)
                {
                    ours.Add(Assert.IsType<IPEndPoint>(client.Client.LocalEndPoint).Port);
                }

                await client.ConnectAsync(IPAddress.Loopback, server.Port, Cancellation);
                isAnswered = await AskAsync(client) > 0;
            }

            Assert.True(isAnswered);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }

        static bool IsIn(HashSet<int> ports, int port)
        {
            lock (ports)
            {
                return ports.Contains(port);
            }
        }
    }

    [Fact]
    public async Task A_connection_of_our_own_reaches_what_stands_behind_the_port()
    {
        var calls = 0;
        await using var server = await StartAsync(PeerCheck.Create(), _ => calls++);
        using HttpClient client = new();

        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/jobs"), Cancellation);

        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, calls));
    }

    [Theory]
    [InlineData("Bearer", "t0ken", true)]
    [InlineData("Basic", "bG9jYWw6dDBrZW4=", true)]
    [InlineData("Bearer", "other", false)]
    [InlineData("Basic", "bG9jYWw6b3RoZXI=", false)]
    [InlineData("Bearer", "", false)]
    public void Where_owners_are_not_known_requests_must_show_the_token(string scheme, string value, bool isLetIn)
    {
        PeerCheck check = new(Us, (_, _) => null, "t0ken");

        Assert.True(check.IsOwn(Client, Server));
        Assert.Equal(isLetIn, check.IsAuthorized(new AuthenticationHeaderValue(scheme, value).ToString()));
        Assert.False(check.IsAuthorized(null));
    }

    /// <summary>Sends half a request.</summary>
    /// <returns>How many bytes came back: none where the connection was hung up.</returns>
    private static async Task<int> AskAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().WriteAsync("GET /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancellation);

            return await client.GetStream().ReadAsync(new byte[1_000], Cancellation);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static Task<LoopbackServer> StartAsync(PeerCheck peers, Action<HttpContext> called) => LoopbackServer.StartAsync(
        0, SocketTransportOptions.CreateDefaultBoundListenSocket, new(1_000, TimeSpan.FromMinutes(1), MostConnections), peers,
        context =>
        {
            called(context);

            return context.Response.WriteAsync("in", Encoding.UTF8);
        },
        NullLoggerFactory.Instance, Cancellation);
}
