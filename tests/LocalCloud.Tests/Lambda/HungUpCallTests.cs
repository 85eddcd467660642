using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Lambda;

/// <summary>A port that hears callers out: raw sockets that say something and are gone before anybody has looked who they are.</summary>
public sealed class HungUpCallTests : IAsyncLifetime
{
    private readonly Arrivals _arrivals = new(SocketTransportOptions.CreateDefaultBoundListenSocket);
    private readonly SlowPeers _peers = new();
    private readonly List<string> _heard = [];
    private LoopbackServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LoopbackServer Server => _server ?? throw new InvalidOperationException("The server was not started.");

    public async ValueTask InitializeAsync() => _server = await LoopbackServer.StartAsync(
        0, _arrivals, new(1_000_000, TimeSpan.FromMinutes(1), 100), _peers, HearAsync, NullLoggerFactory.Instance, Cancellation);

    public async ValueTask DisposeAsync()
    {
        _peers.Look();
        await Server.DisposeAsync();
    }

    [Theory]
    [InlineData(1, HangUp.Close)]
    [InlineData(1, HangUp.Shutdown)]
    [InlineData(1, HangUp.Reset)]
    public async Task Whoever_has_hung_up_is_heard_before_it_is_said_that_all_have_been(int length, HangUp how)
    {
        for (var call = 0; call < 20; call++)
        {
            await SayAsync(new('x', length), length, how);
        }

        var all = _arrivals.HeardAsync(asking: null, patience: Task.CompletedTask);
        Assert.False(all.IsCompleted);
        _peers.Look();
        await all;

        Assert.Equal(Enumerable.Repeat(new string('x', length), 20), _heard);
    }

    [Theory]
    [InlineData(HangUp.Close)]
    [InlineData(HangUp.Shutdown)]
    public async Task Who_has_hung_up_on_more_than_has_come_yet_is_waited_for_with_patience(HangUp how)
    {
        for (var call = 0; call < 20; call++)
        {
            await SayAsync(new('x', 200_000), 200_000, how);
        }

        _peers.Look();
        await _arrivals.HeardAsync(asking: null, new TaskCompletionSource().Task);

        Assert.Equal(Enumerable.Repeat(new string('x', 200_000), 20), _heard);
    }

    [Fact]
    public async Task Half_a_body_is_not_heard_and_waited_for_by_nobody()
    {
        await SayAsync("half", 8);
        _peers.Look();

        await _arrivals.HeardAsync(asking: null, patience: Task.CompletedTask);

        Assert.Empty(_heard);
    }

    [Fact]
    public async Task Who_stays_connected_is_waited_for_as_long_as_patience_lasts()
    {
        _peers.Look();
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(IPAddress.Loopback, Server.Port, Cancellation);
        TaskCompletionSource patience = new();

        var all = _arrivals.HeardAsync(asking: null, patience.Task);
        await _arrivals.HeardAsync(asking: null, patience: Task.CompletedTask);
        Assert.False(all.IsCompleted);
        patience.SetResult();

        await all;
    }

    [Fact]
    public async Task Who_hangs_up_while_others_are_patient_is_not_waited_for_any_longer()
    {
        _peers.Look();
        Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(IPAddress.Loopback, Server.Port, Cancellation);
        var all = _arrivals.HeardAsync(asking: null, new TaskCompletionSource().Task);

        silent.Dispose();

        await all;
    }

    [Fact]
    public async Task A_server_that_has_stopped_has_nobody_left_to_hear()
    {
        await SayAsync("x", 1);
        _peers.Look();
        await Server.DisposeAsync();

        await _arrivals.HeardAsync(asking: null, new TaskCompletionSource().Task);
    }

    private async Task SayAsync(string body, int length, HangUp how = HangUp.Close)
    {
        using Socket caller = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await caller.ConnectAsync(IPAddress.Loopback, Server.Port, Cancellation);
        await caller.SendAsync(Encoding.ASCII.GetBytes($"POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}"), Cancellation);
        switch (how)
        {
            case HangUp.Shutdown:
                caller.Shutdown(SocketShutdown.Both);
                break;
            case HangUp.Reset:
                caller.LingerState = new(enable: true, seconds: 0);
                break;
        }
    }

    private async Task HearAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        var said = await reader.ReadToEndAsync(CancellationToken.None);
        lock (_heard)
        {
            _heard.Add(said);
        }
    }

    public enum HangUp
    {
        Close,
        Shutdown,
        Reset,
    }

    /// <summary>Lets everybody in, and looks at nobody before it is told to.</summary>
    private sealed class SlowPeers : IPeers
    {
        private readonly TaskCompletionSource<string?> _look = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Look() => _look.TrySetResult(null);

        public async ValueTask<string?> RefusalAsync(IPEndPoint peer, IPEndPoint own) => await _look.Task;
    }
}
