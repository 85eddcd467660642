using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalCloud.Gateway;
using LocalCloud.HttpApi;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.HttpApi;

/// <summary>However many large bodies come at once, few of them are in memory.</summary>
public sealed class ManyLargeBodiesTests : IAsyncLifetime
{
    private const int Posts = 60;
    private const int AtATime = 4;
    private const int LargestEvent = 6 * 1024 * 1024;

    private readonly CountingInvoker _functions = new();
    private HttpApiServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Port => _server?.Port ?? 0;

    public async ValueTask InitializeAsync() => _server = await HttpApiServer.StartAsync(
        new()
        {
            Routes = [new("Echo", new("POST", "/echo", TimeSpan.FromMinutes(5)))],
            Port = 0,
            Peers = PeerCheck.Create(),
            Functions = _functions,
            Account = new("us-east-1", "123456789012"),
            Time = TimeProvider.System,
            NewId = Guid.NewGuid,
            Loggers = NullLoggerFactory.Instance,
        },
        Cancellation);

    public async ValueTask DisposeAsync() => await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task Sixty_that_say_they_are_too_large_are_refused_before_any_of_them_has_come()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Posts).Select(_ => AskAsync("Content-Length: 9900000", body: null)));

        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal));
        Assert.Equal((0, 0L), (_functions.Calls, _functions.MostBytes));
    }

    [Fact]
    public async Task Sixty_that_turn_out_too_large_reach_no_function()
    {
        var body = Chunks(9_900_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, Posts).Select(_ => AskAsync("Transfer-Encoding: chunked", body)));

        // Who is still sending when it is refused may lose the answer with the connection.
        Assert.All(answers, answer => Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 413 ", StringComparison.Ordinal), answer));
        Assert.Equal(0, _functions.Calls);
    }

    [Theory]
    [InlineData("Content-Length: 4000000", false)]
    [InlineData("Transfer-Encoding: chunked", true)]
    public async Task Of_sixty_that_a_function_takes_four_are_inside_at_a_time(string header, bool isChunked)
    {
        var body = isChunked ? Chunks(4_000_000) : new byte[4_000_000].Select(_ => (byte)'a').ToArray();
        var posts = Enumerable.Range(0, Posts).Select(_ => AskAsync(header, body)).ToList();

        for (var answered = 0; answered < Posts; answered++)
        {
            // Each that is answered lets one more in; before that, as many are inside as there are places.
            await _functions.InsideAsync(Math.Min(AtATime, Posts - answered));
            _functions.AnswerOne();
        }

        Assert.All(await Task.WhenAll(posts), answer => Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal));
        Assert.Equal((Posts, AtATime), (_functions.Calls, _functions.Most));
        Assert.InRange(_functions.MostBytes, 1, AtATime * (long)LargestEvent);
    }

    private async Task<string> AskAsync(string header, byte[]? body)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, Port, Cancellation);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /echo HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nConnection: close\r\n{header}\r\n\r\n"), Cancellation);
            await stream.WriteAsync(body ?? [], Cancellation);
        }
        catch (IOException)
        {
            // It was refused in the middle; the answer may have come.
        }

        try
        {
            var buffer = new byte[4096];
            var read = await stream.ReadAsync(buffer, Cancellation);

            return Encoding.ASCII.GetString(buffer, 0, read);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static byte[] Chunks(int length)
    {
        using MemoryStream all = new();
        for (var sent = 0; sent < length; sent += 50_000)
        {
            all.Write(Encoding.ASCII.GetBytes($"{50_000:x}\r\n{new string('a', 50_000)}\r\n"));
        }

        all.Write("0\r\n\r\n"u8);

        return all.ToArray();
    }

    /// <summary>Holds every event until it is told to answer, and counts what is held.</summary>
    private sealed class CountingInvoker : IFunctionInvoker
    {
        private readonly Lock _lock = new();
        private readonly Queue<(TaskCompletionSource<InvocationResult> Answer, long Bytes)> _inside = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _bytes;

        public int Calls { get; private set; }

        public int Most { get; private set; }

        public long MostBytes { get; private set; }

        public Task<InvocationResult> InvokeAsync(string functionName, ReadOnlyMemory<byte> payload, Lineage lineage, TimeSpan? beginWithin, CancellationToken cancellation)
        {
            TaskCompletionSource<InvocationResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                Calls++;
                _inside.Enqueue((answer, payload.Length));
                _bytes += payload.Length;
                (Most, MostBytes) = (Math.Max(Most, _inside.Count), Math.Max(MostBytes, _bytes));
                _changed.TrySetResult();
            }

            return answer.Task;
        }

        public async Task InsideAsync(int count)
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    if (_inside.Count >= count)
                    {
                        return;
                    }

                    _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    changed = _changed.Task;
                }

                await changed.WaitAsync(Cancellation);
            }
        }

        public void AnswerOne()
        {
            lock (_lock)
            {
                var (answer, bytes) = _inside.Dequeue();
                _bytes -= bytes;
                answer.SetResult(new("id", "{\"statusCode\":200}"u8.ToArray(), IsError: false));
            }
        }
    }
}
