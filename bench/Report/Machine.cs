using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Bench.Report;

/// <summary>Where a figure was taken.</summary>
internal static class Machine
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores of {Processor()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription.Trim()}, .NET {Environment.Version}");

    /// <summary>Processes that ran or waited in the last minute: above the number of cores, others had a share of the machine.</summary>
    public static string Load() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>The commit, with a mark where files differ from it.</summary>
    public static string Commit() =>
        Git("rev-parse", "--short", "HEAD") is { Length: > 0 } commit
            ? commit + (Git("status", "--porcelain", "--untracked-files=no", "--", "src", "bench/*.cs") is { Length: > 0 } ? " with changes" : "")
            : "unknown";

    private static string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, .. arguments]) { RedirectStandardOutput = true });
        var text = git?.StandardOutput.ReadToEnd() ?? "";
        git?.WaitForExit();

        return text.Trim();
    }

    private static string Processor()
    {
        var line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(one => one.StartsWith("model name", StringComparison.Ordinal)) : null;

        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BatchFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("BatchFunctions.sln is in none of the folders above the benchmarks.");
        }

        return folder;
    }
}
