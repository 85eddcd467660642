using System.Diagnostics;
using Bench.ColdStart;

namespace Bench.Http;

/// <summary>A server as its users start it, with a folder of its own.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly Process _process;
    private readonly Queue<string> _lastLines = [];

    private Server(string program, IReadOnlyList<string> arguments, string folder, int port)
    {
        Port = port;
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        Watch = Stopwatch.StartNew();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>Since just before the process was started.</summary>
    public Stopwatch Watch { get; }

    /// <summary>From the start of the process to the first 200.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Starts it and waits until a path answers with 200.</summary>
    public static async Task<Server> StartAsync(string program, IReadOnlyList<string> arguments, string folder, int port, string path)
    {
        var server = new Server(program, arguments, folder, port);
        while (!await server.AnswersAsync(path))
        {
            if (server._process.HasExited || server.Watch.Elapsed > TimeSpan.FromSeconds(60))
            {
                var said = string.Join('\n', server._lastLines);
                await server.DisposeAsync();
                throw new InvalidOperationException($"{program} does not answer: {said}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        server.ReadyAfter = server.Watch.Elapsed;

        return server;
    }

    /// <summary>Resident memory of the process itself, and of those it started.</summary>
    public (long Own, long Children) Resident() =>
        (ProcessMemory.Resident(_process.Id), ProcessMemory.Children(_process.Id).Sum(ProcessMemory.Resident));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var polite = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri($"http://127.0.0.1:{Port}{path}"));

            return answer.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line ?? "");
            if (_lastLines.Count > 20)
            {
                _lastLines.Dequeue();
            }
        }
    }
}
