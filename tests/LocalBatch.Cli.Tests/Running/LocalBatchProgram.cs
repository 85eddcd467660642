using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LocalBatch.Cli.Tests.Running;

/// <summary>
/// The program as its users start it: arguments in, lines and an exit code out. It is the one that was built, or what
/// <c>LOCALBATCH_COMMAND</c> names: the native file, or what becomes it in a root folder of its own; then <c>LOCALBATCH_FOLDER</c> is a
/// folder that both see.
/// </summary>
internal sealed class LocalBatchProgram : IAsyncDisposable
{
    // Far more than it ever takes: a busy machine is no failure.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task _reading;

    private LocalBatchProgram(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    /// <summary>Below it tests put what the program is to see.</summary>
    public static string Folders { get; } = Environment.GetEnvironmentVariable("LOCALBATCH_FOLDER") ?? Path.GetTempPath();

    private static string Command => Environment.GetEnvironmentVariable("LOCALBATCH_COMMAND") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "LocalBatch.Cli");

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Errors => [.. _errors];

    public string All => string.Join('\n', [.. _output, .. _errors]);

    /// <param name="folder">Where it is started.</param>
    /// <param name="arguments">Its arguments.</param>
    public static LocalBatchProgram Start(string folder, params string[] arguments) => Start(folder, Command, arguments);

    /// <summary>Starts it as the first process of a namespace of processes, as it is in a container; signals go to <see cref="SignalChildAsync"/>. Linux, as root.</summary>
    public static LocalBatchProgram StartFirst(string folder, params string[] arguments) =>
        Start(folder, "unshare", ["--pid", "--fork", "--kill-child=KILL", Command, .. arguments]);

    private static LocalBatchProgram Start(string folder, string command, string[] arguments)
    {
        ProcessStartInfo start = new(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = folder;

        return new(Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start."));
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(string folder, params string[] arguments)
    {
        await using var program = Start(folder, arguments);

        return await program.EndAsync();
    }

    public async Task<Ended> EndAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reading;

        return new(_process.ExitCode, Output, Errors);
    }

    /// <summary>Waits until it has said this line; if it ends before, that is an error with all it said.</summary>
    public async Task<string> SaysAsync(Func<string, bool> isWanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            var hasEnded = _process.HasExited;
            if (Output.Concat(Errors).FirstOrDefault(isWanted) is { } line)
            {
                return line;
            }

            Assert.False(hasEnded || limit.IsCancellationRequested, $"It never said what was waited for:\n{All}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    /// <param name="signal">INT or TERM.</param>
    public Task<Ended> SignalAsync(string signal) => SignalAsync(signal, _process.Id);

    /// <summary>Signals what was started by what was started.</summary>
    public async Task<Ended> SignalChildAsync(string signal)
    {
        var children = await File.ReadAllTextAsync($"/proc/{_process.Id}/task/{_process.Id}/children", TestContext.Current.CancellationToken);

        return await SignalAsync(signal, int.Parse(children.Trim(), CultureInfo.InvariantCulture));
    }

    private async Task<Ended> SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Enqueue(line);
        }
    }
}

/// <summary>How the program ended.</summary>
internal sealed record Ended(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    public override string ToString() => $"{ExitCode}\n{string.Join('\n', Output)}\n{string.Join('\n', Errors)}";
}
