using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace LocalBatch.Tests.Execution.Docker;

/// <summary>
/// Speaks as much of Docker's Engine API over a Unix socket as one container takes, in the words of Docker 20.10.24. A test says when
/// the container ends, and when the daemon is killed. What it is not asked for in a real life is an error.
/// </summary>
internal sealed class FakeDaemon : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("daemon-").FullName;
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];
    private readonly List<Socket> _open = [];
    private Socket? _listener;
    private volatile int _epoch;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri Endpoint => new("unix://" + SocketPath);

    public string Folder => _folder;

    /// <summary>What it answers to a creation, where it makes none.</summary>
    public (int Status, string Body)? Refusal { get; set; }

    /// <summary>It starts the container, and the connection breaks before it says so.</summary>
    public bool LosesTheAnswerOfAStart { get; set; }

    /// <summary>It makes the container, and the connection breaks before it says so.</summary>
    public bool LosesTheAnswerOfACreation { get; set; }

    /// <summary>It takes every call and answers none, as one behind a network that has gone.</summary>
    public bool IsSilent { get; set; }

    /// <summary>It refuses the output so often.</summary>
    public int RefusedLogs { get; set; }

    /// <summary>It refuses volumes so often.</summary>
    public int RefusedVolumes { get; set; }

    /// <summary>It refuses removals so often.</summary>
    public int RefusedRemovals { get; set; }

    /// <summary>Its list of containers, of which an earlier life may have left <c>c0</c>.</summary>
    public string Left { get; set; } = "[]";

    public string Status { get; private set; } = "created";

    public int ExitCode { get; private set; }

    /// <summary>Pieces of output as the daemon keeps them: 1 is standard output, 2 standard error.</summary>
    public List<(byte Stream, string Text)> Output { get; } = [];

    private string SocketPath => Path.Combine(_folder, "docker.sock");

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public void Start()
    {
        File.Delete(SocketPath);
        _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen(64);
        _ = AcceptAsync(_listener);
    }

    /// <summary><c>kill -9</c>: every connection breaks, and nobody listens.</summary>
    public void Kill()
    {
        _listener?.Dispose();
        File.Delete(SocketPath);
        lock (_gate)
        {
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }
    }

    /// <summary>Connections that are open now stay so, and nothing comes over them any more.</summary>
    public void ForgetOpenCalls() => _epoch++;

    public void End(int exitCode) => Change(() => (Status, ExitCode) = ("exited", exitCode));

    /// <summary>Waits until it has been asked for this so often.</summary>
    public async Task AskedAsync(string call, int times = 1)
    {
        while (Calls.Count(one => one.StartsWith(call, StringComparison.Ordinal)) < times)
        {
            await ChangedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);

        return ValueTask.CompletedTask;
    }

    private Task ChangedAsync()
    {
        lock (_gate)
        {
            return _changed.Task;
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                lock (_gate)
                {
                    _open.Add(socket);
                }

                _ = ServeAsync(socket);
            }
        }
        catch (Exception killed) when (killed is SocketException or ObjectDisposedException)
        {
            // The daemon was killed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using NetworkStream stream = new(socket, ownsSocket: true);
            var (line, length) = await HeadAsync(stream);
            await stream.ReadExactlyAsync(new byte[length]);
            var parts = line.Split(' ');
            var call = $"{parts[0]} {parts[1].Split('?')[0]}{(parts[1].Contains("signal=", StringComparison.Ordinal) ? " " + parts[1].Split("signal=")[1].Split('&')[0] : "")}";
            Change(() => _calls.Add(call));
            if (IsSilent)
            {
                // Until the caller gives up.
                await stream.ReadExactlyAsync(new byte[1]);
            }

            await AnswerAsync(stream, call);
        }
        catch (Exception killed) when (killed is IOException or ObjectDisposedException or EndOfStreamException or SocketException)
        {
            // The daemon was killed, or the caller has gone.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string call)
    {
        switch (call)
        {
            case "GET /info":
                await SendAsync(stream, 200, """{"NCPU":2}""");
                break;
            case "POST /containers/create":
                await (LosesTheAnswerOfACreation ? Task.CompletedTask : Refusal is var (status, body) ? SendAsync(stream, status, body) : SendAsync(stream, 201, """{"Id":"c1","Warnings":[]}"""));
                break;
            case "POST /containers/c1/start":
                Change(() => Status = "running");
                await (LosesTheAnswerOfAStart ? Task.CompletedTask : SendAsync(stream, 204, ""));
                break;
            case "POST /containers/c1/wait":
                await UntilEndedAsync();
                await SendAsync(stream, 200, $$"""{"StatusCode":{{ExitCode}}}""");
                break;
            case "GET /containers/c1/json":
                await SendAsync(stream, 200, $$"""{"Id":"c1","State":{"Status":"{{Status}}","ExitCode":{{ExitCode}},"OOMKilled":false},"Config":{"Tty":false} }""");
                break;
            case "GET /containers/c1/logs":
                await (RefusedLogs-- > 0 ? SendAsync(stream, 500, """{"message":"not now"}""") : LogsAsync(stream));
                break;
            case "POST /containers/c1/kill SIGTERM":
                await SendAsync(stream, 204, "");
                break;
            case "POST /containers/c1/kill SIGKILL":
                End(137);
                await SendAsync(stream, 204, "");
                break;
            case "GET /containers/json":
                await SendAsync(stream, 200, Left);
                break;
            case "POST /volumes/create":
                await (RefusedVolumes-- > 0 ? SendAsync(stream, 500, """{"message":"not now"}""") : SendAsync(stream, 201, """{"Name":"v"}"""));
                break;
            case "GET /volumes":
                await SendAsync(stream, 200, """{"Volumes":[]}""");
                break;
            case "DELETE /containers/c0":
            case "DELETE /containers/c1":
            case "DELETE /containers/localbatch-0123456789abcdef0123456789abcdef":
                await (RefusedRemovals-- > 0 ? SendAsync(stream, 500, """{"message":"device or resource busy"}""") : SendAsync(stream, 204, ""));
                break;
            default:
                await SendAsync(stream, 500, $$"""{"message":"nobody expected {{call}}"}""");
                break;
        }
    }

    private async Task UntilEndedAsync()
    {
        var epoch = _epoch;
        // As Docker does: of a container that was only made, at once.
        while (Status == "running" || epoch != _epoch)
        {
            await ChangedAsync();
        }
    }

    private async Task LogsAsync(NetworkStream stream)
    {
        // In chunks, as Docker does: a connection that breaks before the last one is no end of the output.
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"u8.ToArray());
        foreach (var (kind, text) in Output.ToList())
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var head = new byte[8];
            head[0] = kind;
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), bytes.Length);
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"{head.Length + bytes.Length:x}\r\n"), .. head, .. bytes, .. "\r\n"u8]);
        }

        await stream.FlushAsync();
        await UntilEndedAsync();
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
    }

    private static Task SendAsync(NetworkStream stream, int status, string body)
    {
        var content = status == 204 ? "" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n";

        return stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} Answer\r\n{content}Connection: close\r\n\r\n{body}")).AsTask();
    }

    /// <summary>Reads up to the blank line: the first line, and how long the body is.</summary>
    private static async Task<(string Line, int Length)> HeadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        var one = new byte[1];
        while (head is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
        {
            await stream.ReadExactlyAsync(one);
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        var length = lines.FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));

        return (lines[0], length is null ? 0 : int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
