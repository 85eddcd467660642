using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using LocalCloud.Gateway;
using LocalCloud.HttpApi;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.Hostile;

/// <summary>Web pages and other machines stay outside, at every door: the AWS endpoint, the HTTP API and each function's Runtime API.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private const string Secret = "5ec4e7";

    private readonly RefusingEvents _events = new();
    private LocalServices? _services;
    private HttpApiServer? _api;
    private LoopbackServer? _runtime;

    private int[] Ports => [_services?.Gateway.Endpoint.Port ?? 0, _api?.Port ?? 0, _runtime?.Port ?? 0];

    public async ValueTask InitializeAsync()
    {
        _services = await LocalServices.StartAsync();
        _api = await HttpApiServer.StartAsync(
            new()
            {
                Routes = [new("Echo", new("ANY", "/{proxy+}", TimeSpan.FromSeconds(30)))],
                Port = 0,
                Functions = _events,
                Account = LocalServices.Account,
                Time = TimeProvider.System,
                NewId = Guid.NewGuid,
                Loggers = NullLoggerFactory.Instance,
            },
            TestContext.Current.CancellationToken);
        RuntimeApi runtime = new("arn:aws:lambda:us-east-1:123456789012:function:f", Secret, () => _events);
        _runtime = await LoopbackServer.StartAsync(0, new Arrivals(SocketTransportOptions.CreateDefaultBoundListenSocket), new(1_000_000, TimeSpan.FromMinutes(1), 100), PeerCheck.Create(), runtime.HandleAsync, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in new IAsyncDisposable?[] { _runtime, _api, _services })
        {
            await (owned?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    [Theory]
    [InlineData("Host: evil.example:PORT")]
    [InlineData("Host: 127.0.0.1.evil.example:PORT")]
    [InlineData("Host: evil.example#127.0.0.1:PORT")]
    [InlineData("Host: 127.0.0.1:1")]
    [InlineData("Host: 127.0.0.1")]
    [InlineData("Host: 0.0.0.0:PORT")]
    [InlineData("Host: 169.254.169.254:PORT")]
    [InlineData("Host: 127.0.0.1:PORT\r\nHost: 127.0.0.1:PORT")]
    [InlineData("Host:")]
    [InlineData("X: y")]
    [InlineData("Host: 127.0.0.1:PORT\r\nOrigin: null")]
    [InlineData("Host: 127.0.0.1:PORT\r\nOrigin: http://evil.example")]
    [InlineData("Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:1")]
    [InlineData("Host: 127.0.0.1:PORT\r\nOrigin: https://127.0.0.1:PORT")]
    [InlineData("Host: 127.0.0.1:PORT\r\nOrigin: http://evil.example:PORT")]
    [InlineData("Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\nOrigin: http://evil.example")]
    [InlineData("Host: 127.0.0.1:PORT\r\nOrigin: file://")]
    [InlineData("Host: evil.localhost:PORT")]
    [InlineData("Host: 127.0.0.1:PORT\r\nOrigin: http://evil.localhost:PORT")]
    // What a browser sends where it sends no Origin: for pictures, scripts, links.
    [InlineData("Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors")]
    [InlineData("Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors")]
    [InlineData("Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate")]
    [InlineData("Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: none\r\nSec-Fetch-Site: none")]
    public async Task A_foreign_Host_or_Origin_is_refused_at_every_door(string headers)
    {
        foreach (var port in Ports)
        {
            foreach (var line in new[] { "GET /health", "POST /jobs", $"GET /{Secret}/2018-06-01/runtime/invocation/next", $"POST /{Secret}/2018-06-01/runtime/init/error" })
            {
                var text = $"{line} HTTP/1.1\r\n{headers.Replace("PORT", $"{port}", StringComparison.Ordinal)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

                var (status, answer) = await HostileCall.RawAsync(port, Encoding.UTF8.GetBytes(text));

                Assert.True(status is 400 or 403, $"{text}{answer}");
            }
        }

        Assert.Equal(0, _events.Calls);
    }

    [Theory]
    [InlineData("GET /2018-06-01/runtime/invocation/next")]
    [InlineData("POST /2018-06-01/runtime/init/error")]
    [InlineData("POST /2018-06-01/runtime/invocation/x/response")]
    [InlineData("GET /5ec4e8/2018-06-01/runtime/invocation/next")]
    [InlineData("GET //5ec4e7/2018-06-01/runtime/invocation/next")]
    [InlineData("GET /")]
    public async Task Who_does_not_know_the_path_of_the_Runtime_API_is_refused(string line)
    {
        var port = Ports[^1];

        var (status, answer) = await HostileCall.RawAsync(port, Encoding.UTF8.GetBytes($"{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

        Assert.Equal((403, false), (status, answer.Contains(Secret, StringComparison.Ordinal)));
        Assert.Equal(0, _events.Calls);
    }

    [Fact]
    public void Every_door_is_on_loopback_only() => Assert.All(
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => Ports.Contains(listener.Port)),
        listener => Assert.Equal(IPAddress.Loopback, listener.Address));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("GET /\0 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n")]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n")]
    public async Task Messages_that_lie_about_themselves_end_below_500(string message)
    {
        foreach (var port in Ports)
        {
            var (status, text) = await HostileCall.RawAsync(port, Encoding.UTF8.GetBytes(message.Replace("PORT", $"{port}", StringComparison.Ordinal)), isCutOff: true);

            Assert.True(status is 0 or (>= 400 and < 500), text);
        }
    }

    [Fact]
    public async Task A_header_without_end_is_refused()
    {
        foreach (var port in Ports)
        {
            var (status, _) = await HostileCall.RawAsync(port, Encoding.UTF8.GetBytes($"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {new string('a', 1_000_000)}"), isCutOff: true);

            Assert.True(status is 0 or 431, $"{status}");
        }
    }

    /// <summary>Nobody is let in, so nobody comes here.</summary>
    private sealed class RefusingEvents : IRuntimeEvents, IFunctionInvoker
    {
        private int _calls;

        public int Calls => _calls;

        public Task<Delivery> NextAsync(Arrival? asking, CancellationToken gone) => Fail<Delivery>();

        public Task<bool> AnswerAsync(string requestId, ReadOnlyMemory<byte> answer, bool isError) => Fail<bool>();

        public Task FailInitAsync(ReadOnlyMemory<byte> error) => Fail<bool>();

        public Task<InvocationResult> InvokeAsync(string functionName, ReadOnlyMemory<byte> payload, Lineage lineage, TimeSpan? beginWithin, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _calls);

            return Task.FromResult(new InvocationResult("id", "{\"statusCode\":404}"u8.ToArray(), IsError: false));
        }

        private Task<T> Fail<T>()
        {
            Interlocked.Increment(ref _calls);

            return Task.FromException<T>(new InvalidOperationException("A stranger was let in."));
        }
    }
}
