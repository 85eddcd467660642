using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>Finds a command's program the way a container runtime does: by path, or in the job's <c>PATH</c>.</summary>
internal static class ProgramLookup
{
    private const int Executable = 1;

    /// <param name="name">First word of the command.</param>
    /// <param name="path">The job's <c>PATH</c>.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <returns>The program's path, or why there is none.</returns>
    public static (string? Program, AttemptEvent.FailedToStart? Failure) Find(string name, string path, string folder)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            var file = Path.Combine(folder, name);

            return IsProgram(file) ? (file, null)
                : Path.Exists(file) ? (null, StartError.NotExecutable(name))
                : (null, StartError.NoSuchFile(name));
        }

        foreach (var place in name.Length == 0 ? [] : path.Split(':'))
        {
            var file = Path.Combine(folder, place, name);
            if (IsProgram(file))
            {
                return (file, null);
            }
        }

        return (null, StartError.NotInPath(name));
    }

    private static bool IsProgram(string file) => Libc.Access(file, Executable) == 0 && File.Exists(file);
}
