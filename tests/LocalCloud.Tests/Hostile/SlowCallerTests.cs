using LocalCloud.Gateway;
using LocalCloud.Tests.Gateway;

namespace LocalCloud.Tests.Hostile;

/// <summary>Callers that send half a request and wait are hung up on, and take no more than their connections.</summary>
public sealed class SlowCallerTests : IAsyncLifetime
{
    private static readonly ConnectionLimits Tight = new(Connections: 8, Head: TimeSpan.FromSeconds(1), Pause: TimeSpan.FromSeconds(2), BytesPerSecond: 240);

    private LocalServices? _services;

    private int Port => _services?.Gateway.Endpoint.Port ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(buckets: [new() { Name = "data" }], limits: Tight);

    public async ValueTask DisposeAsync() => await (_services?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Theory]
    [InlineData("G")]
    [InlineData("GET /health HTTP/1.1\r\nHost: 127.0.0.1")]
    [InlineData("GET /health HTTP/1.1\r\nX-Endless: a\r\n")]
    public async Task Half_a_head_is_waited_for_no_longer_than_its_limit(string half)
    {
        using var connection = await KeptConnection.OpenAsync(Port);

        // Kestrel says 408 where it has seen a whole first line, and hangs up otherwise.
        Assert.True(await connection.EndsAsync(half));
    }

    [Theory]
    [InlineData("POST", "/")]
    [InlineData("PUT", "/data/key")]
    public async Task Half_a_body_is_waited_for_no_longer_than_its_limit(string method, string path)
    {
        using var connection = await KeptConnection.OpenAsync(Port);

        Assert.True(await connection.EndsAsync($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nContent-Length: 1000\r\n\r\nhalf"));
    }

    [Fact]
    public async Task More_connections_than_the_limit_are_hung_up_on_and_others_get_their_places_back()
    {
        List<KeptConnection> halves = [];
        for (var i = 0; i < Tight.Connections; i++)
        {
            halves.Add(await KeptConnection.OpenAsync(Port));
        }

        using (var onTop = await KeptConnection.OpenAsync(Port))
        {
            Assert.True(await onTop.EndsAsync("GET /health HTTP/1.1\r\n"));
        }

        foreach (var half in halves)
        {
            Assert.True(await half.EndsAsync("GET /health HTTP/1.1\r\n"));
            half.Dispose();
        }

        using var next = await KeptConnection.OpenAsync(Port);
        Assert.Equal(503, (await next.AskAsync(["GET /health HTTP/1.1"])).Status);
    }
}
