using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aot.Tests;

/// <summary>
/// The functions' program: the native one that <c>BOOTSTRAP_PATH</c> names, or else the one this build made, which needs
/// no C toolchain.
/// </summary>
internal static class Bootstrap
{
    public static string? NativePath => Environment.GetEnvironmentVariable("BOOTSTRAP_PATH") is { Length: > 0 } path ? path : null;

    public static string Root { get; } = FindRoot();

    /// <summary>Starts it with these variables and no others.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> variables)
    {
        var start = NativePath is { } native
            ? new ProcessStartInfo(native)
            : new ProcessStartInfo(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"), [BuiltPath()]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
    }

    /// <summary>Beside this project's own output, in the same configuration.</summary>
    private static string BuiltPath()
    {
        var output = Path.GetRelativePath(Path.Combine(Root, "tests", "Aot.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Root, "src", "BatchFunctions", output, "bootstrap.dll");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BatchFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("BatchFunctions.sln is in none of the folders above the test's own.");
        }

        return folder;
    }
}
