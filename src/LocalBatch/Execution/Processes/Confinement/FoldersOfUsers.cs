using System.ComponentModel;
using System.Diagnostics;

namespace LocalBatch.Execution.Processes.Confinement;

/// <summary>
/// Makes folders with the rights of another user: by a process of that user's, so that no link that it puts in the way while they
/// are made leads any further than it could go itself.
/// </summary>
internal static class FoldersOfUsers
{
    /// <param name="folder">To be made, with those above it.</param>
    /// <param name="user">Whose it is to be.</param>
    /// <param name="find">Where a tool is; <c>null</c> where it is not installed.</param>
    /// <returns><c>null</c> if it is there now; else why not.</returns>
    public static string? Make(string folder, JobUser user, Func<string, string?> find)
    {
        string[] words = [.. Limits.Words(user), "mkdir", "-p", "-m", "755", "--", folder];
        if (find(words[0]) is not { } program)
        {
            return $"that needs the program {words[0]}: install the package util-linux";
        }

        ProcessStartInfo start = new(program, words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = "/" };
        try
        {
            using var process = Process.Start(start) ?? throw new IOException($"{program} did not start.");
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();

            return process.ExitCode == 0 && Directory.Exists(folder) ? null : said.Split('\n')[^1];
        }
        catch (Exception stuck) when (stuck is Win32Exception or IOException)
        {
            return stuck.Message;
        }
    }
}
