namespace LocalBatch.Execution.Processes;

/// <summary>
/// The environment of a job: its own variables, and where it does not set them itself the few that a POSIX program
/// counts on. Nothing of this process's environment gets in.
/// </summary>
internal static class JobEnvironment
{
    /// <summary>What container images set, with Homebrew's folder on macOS.</summary>
    public static readonly string DefaultPath =
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" + (OperatingSystem.IsMacOS() ? ":/opt/homebrew/bin" : "");

    /// <summary>The <c>PATH</c> that programs are looked up in.</summary>
    public static string PathOf(IReadOnlyDictionary<string, string> variables, string defaultPath) =>
        variables.TryGetValue("PATH", out var path) ? path : defaultPath;

    /// <summary>Entries <c>NAME=value</c>: the job's, then PATH, HOME, TMPDIR and PWD unless the job sets them.</summary>
    public static string[] Of(IReadOnlyDictionary<string, string> variables, string defaultPath, string folder)
    {
        var entries = new List<string>(variables.Count + 4);
        foreach (var (name, value) in variables)
        {
            entries.Add($"{name}={value}");
        }

        Default("PATH", defaultPath);
        Default("HOME", folder);
        Default("TMPDIR", folder);
        Default("PWD", folder);

        return [.. entries];

        void Default(string name, string value)
        {
            if (!variables.ContainsKey(name))
            {
                entries.Add($"{name}={value}");
            }
        }
    }

    /// <summary>
    /// What marks every process of an attempt: each has one of these unless it wiped its environment. The job may set the
    /// folders to others, never the job's id. Not PWD, which someone has too who looks around in the folder.
    /// </summary>
    /// <param name="folder">The attempt's working folder.</param>
    /// <param name="jobId">Empty where it is not known.</param>
    public static string[] MarksOf(string folder, string jobId) =>
        jobId.Length == 0 ? [$"HOME={folder}", $"TMPDIR={folder}"] : [$"HOME={folder}", $"TMPDIR={folder}", $"AWS_BATCH_JOB_ID={jobId}"];

    /// <summary>What no program can be given, or <c>null</c>.</summary>
    public static string? Fault(Attempt attempt)
    {
        if (attempt.Command.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
        {
            return "the command contains a NUL character, which no program can be given";
        }

        foreach (var (name, value) in attempt.Environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal))
            {
                return $"the environment variable \"{name.Replace('\0', '?')}\" has an empty name, '=' in its name or a NUL character";
            }
        }

        return null;
    }
}
