using System.Runtime.InteropServices;
using Bench.Outside;
using Bench.Report;

namespace Bench.ColdStart;

/// <summary>The compiled functions, published where they are missing or older than their sources.</summary>
internal static class NativeBootstrap
{
    private static readonly string Folder = Path.Combine(Machine.Root, "artifacts", "native");

    /// <exception cref="InvalidOperationException">It cannot be published, for want of a C toolchain perhaps.</exception>
    public static async Task<string> FindOrPublishAsync()
    {
        var path = Path.Combine(Folder, "bootstrap");
        if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) < NewestSource())
        {
            Console.WriteLine("  publishing the native bootstrap; this takes minutes");
            var rid = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
            if (await Commands.RunAsync("dotnet", ["publish", "src/BatchFunctions", "-c", "Release", "-r", rid, "-o", Folder, "--nologo", "-v", "quiet"], Machine.Root) is null)
            {
                throw new InvalidOperationException("The native bootstrap could not be published.");
            }

            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }

        return path;
    }

    private static DateTime NewestSource() =>
        ((string[])["src/BatchFunctions", "src/Aws"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Machine.Root, folder), "*.cs*", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Max(File.GetLastWriteTimeUtc);
}
