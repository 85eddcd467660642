using System.Diagnostics;
using System.Globalization;

namespace LocalBatch.Tests.Execution;

/// <summary>What tests ask the system about processes.</summary>
internal static class Processes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>True where there is no such process, or only its remains that nobody has collected.</summary>
    public static bool IsGone(int pid)
    {
        var state = OperatingSystem.IsLinux() ? StateOnLinux(pid) : Run("ps", "-o", "stat=", "-p", $"{pid}");

        return state.Length == 0 || state[0] == 'Z';
    }

    /// <summary>Ends when the process has; nobody tells of the end of a process that is not a child, so it has to be asked for.</summary>
    public static async Task GoneAsync(int pid)
    {
        for (var waited = Stopwatch.StartNew(); !IsGone(pid);)
        {
            Assert.True(waited.Elapsed < Patience, $"process {pid} still runs: {Run("ps", "-o", "pid,ppid,pgid,stat,args", "-p", $"{pid}")}");
            await Task.Yield();
        }
    }

    /// <summary>The process id that a job writes into a file.</summary>
    public static async Task<int> PidInAsync(string file)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            if (File.Exists(file) && await File.ReadAllTextAsync(file) is [.., '\n'] text)
            {
                return int.Parse(text, CultureInfo.InvariantCulture);
            }

            Assert.True(waited.Elapsed < Patience, $"nothing was written to {file}");
            await Task.Yield();
        }
    }

    /// <summary>The shell that watches over the jobs of a host.</summary>
    public static int WatchdogOf(int host) =>
        int.Parse(Run("pgrep", "-P", $"{host}", "-f", "localbatch-watchdog"), CultureInfo.InvariantCulture);

    public static void Kill(int pid) => Run("kill", "-KILL", $"{pid}");

    private static string StateOnLinux(int pid)
    {
        var file = $"/proc/{pid}/stat";
        if (!File.Exists(file))
        {
            return "";
        }

        try
        {
            var stat = File.ReadAllText(file);

            return stat[(stat.LastIndexOf(')') + 2)..];
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string Run(string program, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start");

        return process.StandardOutput.ReadToEnd().Trim();
    }
}
