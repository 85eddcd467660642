using System.Diagnostics;

namespace LocalBatch.Tests.Execution;

/// <summary>The program that tests kill.</summary>
internal sealed class CrashHostProcess : IDisposable
{
    private readonly Process _process;

    public CrashHostProcess(params IReadOnlyList<string> arguments)
    {
        var name = Path.Combine(AppContext.BaseDirectory, "LocalBatch.CrashHost");
        _process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })
            ?? throw new InvalidOperationException($"{name} did not start");
    }

    public int Pid => _process.Id;

    /// <summary>Gives it lines to read.</summary>
    public async Task WriteAsync(IEnumerable<string> lines)
    {
        try
        {
            await _process.StandardInput.WriteAsync(string.Concat(lines.Select(line => line + '\n')));
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException broken)
        {
            throw new InvalidOperationException("The host ended before it was told to.", broken);
        }
    }

    /// <summary>The next line it prints; <c>null</c> once it has ended and all is read.</summary>
    public async Task<string?> ReadAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>What it prints, until <paramref name="count"/> lines that are wanted have come.</summary>
    public async Task<List<string>> ReadAsync(int count, Func<string, bool> isWanted)
    {
        var lines = new List<string>();
        while (lines.Count < count)
        {
            var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException($"The host ended after {string.Join('|', lines)}");
            if (isWanted(line))
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary><c>kill -9</c>, to this one process.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
