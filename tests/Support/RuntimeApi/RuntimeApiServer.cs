using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Support.RuntimeApi;

/// <summary>
/// The Lambda Runtime API over real loopback sockets: hands out the invocations a test gives it and keeps what the
/// runtime answers. A request that the API does not have fails the test when the server is disposed.
/// </summary>
public sealed class RuntimeApiServer : IAsyncDisposable
{
    private const string Prefix = "/2018-06-01/runtime/";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<RuntimeInvocation> _invocations = Channel.CreateUnbounded<RuntimeInvocation>();
    private readonly Channel<RuntimeAnswer> _answers = Channel.CreateUnbounded<RuntimeAnswer>();
    private readonly ConcurrentQueue<string> _unexpected = [];
    private readonly ConcurrentDictionary<TcpClient, bool> _connections = [];
    private readonly TimeProvider _time;
    private readonly Task _serving;

    /// <param name="time">The clock that deadlines go by; the machine's where none is given.</param>
    public RuntimeApiServer(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Value for <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Endpoint => _listener.LocalEndpoint.ToString() ?? throw new InvalidOperationException("The server does not listen.");

    /// <summary>Status of the next answer to a posted response; for tests of refusals.</summary>
    public int ResponseStatus { get; set; } = 202;

    /// <summary>Body of the 202 to a reported error.</summary>
    public string ErrorBody { get; set; } = """{"status":"OK"}""";

    /// <summary>Connections made so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Hands out an invocation and waits for its response or error.</summary>
    public async Task<RuntimeAnswer> InvokeAsync(RuntimeInvocation invocation, CancellationToken cancellation)
    {
        Send(invocation);
        return await AnswerAsync(cancellation);
    }

    public void Send(RuntimeInvocation invocation) => _invocations.Writer.TryWrite(invocation);

    /// <summary>The next thing the runtime posts.</summary>
    public async Task<RuntimeAnswer> AnswerAsync(CancellationToken cancellation) => await _answers.Reader.ReadAsync(cancellation);

    /// <summary>Closes the port and every connection, as when the service has gone.</summary>
    public async Task DisappearAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }

        await _serving;
    }

    public async ValueTask DisposeAsync()
    {
        await DisappearAsync();
        _listener.Dispose();
        _stop.Dispose();
        if (!_unexpected.IsEmpty)
        {
            throw new InvalidOperationException($"The runtime called what the Runtime API does not have: {string.Join(", ", _unexpected)}.");
        }
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                _connections[client] = true;
                connections.Add(ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException || _stop.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            var input = HttpMessage.Buffered(stream);
            while (await HttpMessage.ReadAsync(input, _stop.Token) is { } request)
            {
                await stream.WriteAsync(await AnswerAsync(request), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The server was told to disappear, or the runtime's process has ended.
        }
        finally
        {
            _connections.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task<byte[]> AnswerAsync(HttpMessage request)
    {
        var path = request.Path.StartsWith(Prefix, StringComparison.Ordinal) ? request.Path[Prefix.Length..] : request.Path;
        switch (request.Method, path.Split('/'))
        {
            case ("GET", ["invocation", "next"]):
                var invocation = await _invocations.Reader.ReadAsync(_stop.Token);
                return HttpMessage.Answer(200, Headers(invocation), invocation.Payload);
            case ("POST", ["invocation", _, "response"]):
                var status = ResponseStatus;
                await _answers.Writer.WriteAsync(new(path, request.Body, request.Headers));
                return HttpMessage.Answer(status, [], "");
            case ("POST", ["invocation", _, "error"] or ["init", "error"]):
                await _answers.Writer.WriteAsync(new(path, request.Body, request.Headers));
                return HttpMessage.Answer(202, [], ErrorBody);
            default:
                _unexpected.Enqueue($"{request.Method} {request.Path}");
                return HttpMessage.Answer(404, [], "");
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Headers(RuntimeInvocation invocation) =>
    [
        new("Content-Type", "application/json"),
        new("Lambda-Runtime-Aws-Request-Id", invocation.RequestId),
        new("Lambda-Runtime-Deadline-Ms", (invocation.DeadlineMs ?? _time.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds()).ToString(CultureInfo.InvariantCulture)),
        .. invocation.Headers,
    ];
}
