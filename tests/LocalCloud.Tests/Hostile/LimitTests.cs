using System.Collections.Concurrent;
using System.Text;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Tests.Gateway;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Tests.Hostile;

/// <summary>What one caller of a port of our own may take up, and how little is said of what it sends wrongly.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const string Answer = "POST /s/2018-06-01/runtime/invocation/r-1/response HTTP/1.1";
    private const long LargestBody = 64 * 1024 * 1024;

    private readonly RecordingLoggers _loggers = new();
    private readonly RecordingEvents _events = new();
    private LoopbackServer? _server;

    private int Port => _server?.Port ?? 0;

    public async ValueTask InitializeAsync()
    {
        RuntimeApi runtime = new("arn:aws:lambda:us-east-1:123456789012:function:f", "s", () => _events);
        _server = await LoopbackServer.StartAsync(
            0, new Arrivals(SocketTransportOptions.CreateDefaultBoundListenSocket), new(LargestBody, TimeSpan.FromSeconds(1), 10), PeerCheck.Create(), runtime.HandleAsync, _loggers, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task An_answer_of_a_function_that_says_it_is_longer_than_can_be_taken_is_an_error_before_it_has_come()
    {
        using var connection = await KeptConnection.OpenAsync(Port);

        var answer = await connection.AskAsync([Answer, $"Content-Length: {LargestBody + 1}"]);

        Assert.Equal(413, answer.Status);
        var (id, text, isError) = Assert.Single(_events.Answers);
        Assert.Equal(("r-1", true), (id, isError));
        Assert.Contains("Function.ResponseSizeTooLarge", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("Content-Length: 10\r\n\r\nabc")]
    public async Task A_broken_body_prints_no_trace(string rest)
    {
        var (status, _) = await HostileCall.RawAsync(Port, Encoding.UTF8.GetBytes($"{Answer}\r\nHost: 127.0.0.1:{Port}\r\n{rest}"), isCutOff: true);

        Assert.True(status is 0 or 400, $"{status}");
        Assert.Empty(_loggers.Of(LogLevel.Warning).Concat(_loggers.Of(LogLevel.Error)).Concat(_loggers.Of(LogLevel.Critical)));
        Assert.Empty(_events.Answers);
    }

    [Fact]
    public async Task An_idle_connection_ends()
    {
        using var connection = await KeptConnection.OpenAsync(Port);
        await connection.AskAsync(["GET /nothing HTTP/1.1"]);

        Assert.True(await connection.IsEndedAsync(""));
    }

    private sealed class RecordingEvents : IRuntimeEvents
    {
        public ConcurrentQueue<(string RequestId, string Text, bool IsError)> Answers { get; } = new();

        public Task<Delivery> NextAsync(Arrival? asking, CancellationToken gone) => throw new InvalidOperationException("Nobody asks for events here.");

        public Task<bool> AnswerAsync(string requestId, ReadOnlyMemory<byte> answer, bool isError)
        {
            Answers.Enqueue((requestId, Encoding.UTF8.GetString(answer.Span), isError));

            return Task.FromResult(true);
        }

        public Task FailInitAsync(ReadOnlyMemory<byte> error) => throw new InvalidOperationException("No start fails here.");
    }
}
