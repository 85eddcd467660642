using System.ComponentModel;
using System.Diagnostics;

namespace LocalCloud.Lambda;

/// <summary>The operating system's side of an execution environment: one process of <c>bootstrap</c> or of an interpreter.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly FunctionLog _log;
    private readonly Task _copying;

    private FunctionProcess(Process process, FunctionLog log)
    {
        _process = process;
        Id = process.Id;
        _log = log;
        _copying = Task.WhenAll(
            log.CopyAsync(process.StandardOutput.BaseStream), log.CopyAsync(process.StandardError.BaseStream));
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>Ends with the process: its exit code, 128 + n for signal n.</summary>
    public Task<int> Exited { get; }

    /// <summary>Most memory the process has had, in MiB.</summary>
    public long PeakMiB
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.PeakWorkingSet64 / (1024 * 1024);
            }
            catch (InvalidOperationException)
            {
                // It has ended in the meantime, and nobody knows any more.
                return 0;
            }
        }
    }

    /// <param name="words">Program and arguments.</param>
    /// <param name="folder">Folder of the code.</param>
    /// <param name="variables">Everything that the process has in its environment.</param>
    /// <param name="log">Takes its output.</param>
    /// <exception cref="Win32Exception">The file is missing or cannot be executed.</exception>
    public static FunctionProcess Start(IReadOnlyList<string> words, string folder, IReadOnlyDictionary<string, string> variables, FunctionLog log)
    {
        ProcessStartInfo start = new(words[0], words.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        Process process = new() { StartInfo = start };
        process.Start();
        process.StandardInput.Close();
        return new(process, log);
    }

    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            Kill();
        }

        await Exited;
        await _copying;
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
