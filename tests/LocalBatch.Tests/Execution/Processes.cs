using System.Diagnostics;

namespace LocalBatch.Tests.Execution;

/// <summary>What tests ask the system about processes.</summary>
internal static class Processes
{
    /// <summary>True where there is no such process, or only its remains that nobody has collected.</summary>
    public static bool IsGone(int pid)
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-o", "stat=", "-p", $"{pid}"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("ps did not start");
        var state = ps.StandardOutput.ReadToEnd().Trim();

        return state.Length == 0 || state[0] == 'Z';
    }
}
