using System.ComponentModel;
using System.Diagnostics;
using LocalCloud.Gateway;

namespace LocalCloud.Lambda;

/// <summary>
/// The operating system's side of an execution environment: one process of <c>bootstrap</c> or of an interpreter, in a session of its
/// own where the system has one to give. What is left there once the process has ended is ended too: AWS keeps nothing of an
/// environment that is over either.
/// </summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private const int Looks = 5;

    // What is written by those that nothing tells of, who hold the output open, is not waited for longer.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly FunctionLog _log;
    private readonly TimeProvider _time;
    private readonly string _mark;
    private readonly Task _copying;

    private FunctionProcess(Process process, FunctionLog log, TimeProvider time, string mark)
    {
        _process = process;
        Id = process.Id;
        _log = log;
        _time = time;
        _mark = mark;
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
    /// <param name="time">The clock.</param>
    /// <exception cref="Win32Exception">The file is missing or cannot be executed.</exception>
    public static FunctionProcess Start(IReadOnlyList<string> words, string folder, IReadOnlyDictionary<string, string> variables, FunctionLog log, TimeProvider time)
    {
        var inSession = OwnSession.Of(words);
        ProcessStartInfo start = new(inSession[0], inSession.Skip(1))
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
        return new(process, log, time, $"{FunctionVariables.RuntimeApi}={variables.GetValueOrDefault(FunctionVariables.RuntimeApi)}");
    }

    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            Kill();
        }

        await Exited;
        EndLeft();
        try
        {
            await _copying.WaitAsync(LastWords, _time);
        }
        catch (TimeoutException)
        {
            // Somebody else has it.
        }

        await _log.DisposeAsync();
        _process.Dispose();
    }

    /// <summary>Ends what the process has left behind: as long as it had the output open, that would not come to its end.</summary>
    private void EndLeft()
    {
        // Who starts another while they are ended is found by the next look.
        for (var look = 0; look < Looks && ProcessTree.LeftBy(Id, _mark) is { Count: > 0 } left; look++)
        {
            left.ToList().ForEach(End);
        }
    }

    private static void End(int id)
    {
        try
        {
            using var left = Process.GetProcessById(id);
            left.Kill();
        }
        catch (Exception ended) when (ended is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended by itself, or is another user's by now.
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
