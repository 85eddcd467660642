using System.Diagnostics;
using System.Net;
using System.Text;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Gateway;

/// <summary>A port without signatures answers no job that is confined, though it has the machine's network and the operator's user id.</summary>
public sealed class UnconfinedPeersTests
{
    private const uint Us = 1000;

    private static readonly IPEndPoint Client = new(IPAddress.Loopback, 39_512);
    private static readonly IPEndPoint Server = new(IPAddress.Loopback, 4501);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "200")]
    // As jobs are isolated.
    [InlineData("bwrap --ro-bind / / --unshare-user --unshare-pid --unshare-ipc --cap-drop ALL --proc /proc --", "403")]
    // As a container sees processes, and as a sandbox sees users.
    [InlineData("bwrap --ro-bind / / --unshare-pid --proc /proc --", "403")]
    [InlineData("bwrap --bind / / --unshare-user --", "403")]
    // Other files alone confine nobody.
    [InlineData("setsid", "200")]
    public async Task A_process_in_namespaces_of_its_own_is_refused_and_another_is_not(string confinement, string status)
    {
        await using var server = await LoopbackServer.StartAsync(
            0, SocketTransportOptions.CreateDefaultBoundListenSocket, new(1_000, TimeSpan.FromMinutes(1), 100), new UnconfinedPeers(PeerCheck.Create(), ProcessTree.IsHeldUnconfined),
            context => context.Response.WriteAsync("in", Encoding.UTF8), NullLoggerFactory.Instance, Cancellation);
        string[] words = [.. confinement.Split(' ', StringSplitOptions.RemoveEmptyEntries), "curl", "-sS", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", $"http://127.0.0.1:{server.Port}/jobs"];
        using var curl = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("curl did not start.");

        var answer = await curl.StandardOutput.ReadToEndAsync(Cancellation);
        await curl.WaitForExitAsync(Cancellation);

        Assert.Equal(status, answer);
    }

    [Theory]
    [InlineData(Us, true, null)]
    [InlineData(Us, false, UnconfinedPeers.Refusal)]
    [InlineData(0u, true, null)]
    [InlineData(0u, false, UnconfinedPeers.Refusal)]
    [InlineData(65_534u, true, PeerCheck.Refusal)]
    [InlineData(null, true, PeerCheck.Refusal)]
    public async Task Whoever_is_let_in_is_the_operators_or_roots_and_seen(uint? user, bool isSeen, string? refusal)
    {
        PeerCheck users = new(Us, (_, _) => user is { } owner ? new(owner, 47_451) : null, token: null);

        Assert.Equal(refusal, await new UnconfinedPeers(users, inode => inode == 47_451 && isSeen).RefusalAsync(Client, Server));
    }

    [Fact]
    public async Task A_process_that_the_first_look_missed_is_found_by_the_next()
    {
        var looks = 0;

        Assert.Null(await new UnconfinedPeers(new(Us, (_, _) => new(Us, 47_451), token: null), _ => ++looks == 2).RefusalAsync(Client, Server));
    }

    [Fact]
    public async Task Where_owners_are_not_known_the_token_counts() =>
        Assert.Null(await new UnconfinedPeers(new(Us, (_, _) => null, "t0ken"), _ => false).RefusalAsync(Client, Server));
}
