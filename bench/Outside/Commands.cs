using System.Diagnostics;

namespace Bench.Outside;

/// <summary>Programs of this machine.</summary>
internal static class Commands
{
    /// <returns>Its path; <c>null</c> where it is not installed.</returns>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed; <c>null</c> where it failed.</returns>
    public static async Task<string?> RunAsync(string program, IReadOnlyList<string> arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
        if (process is null)
        {
            return null;
        }

        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            await Console.Error.WriteLineAsync($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
        }

        return process.ExitCode == 0 ? output : null;
    }
}
