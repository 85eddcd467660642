namespace LocalBatch.Execution.Processes.Native;

/// <summary>The control group that this program is in, of the hierarchy that bounds memory.</summary>
/// <param name="Folder">Where the kernel shows it.</param>
/// <param name="IsUnified">Version 2 of control groups, in which one hierarchy has all controllers.</param>
internal sealed record MemoryPlace(string Folder, bool IsUnified)
{
    private const string Controller = "memory";

    /// <param name="groups">Text of <c>/proc/self/cgroup</c>: lines <c>number:controllers:path</c> (cgroups(7)).</param>
    /// <param name="mounts">Text of <c>/proc/self/mountinfo</c> (proc_pid_mountinfo(5)).</param>
    /// <returns><c>null</c> where memory is in no hierarchy, or that is not mounted where this program can see itself in it.</returns>
    public static MemoryPlace? Find(string groups, string mounts)
    {
        var own = groups.Split('\n').Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        var mounted = mounts.Split('\n').Select(Mount.Parse).OfType<Mount>().ToList();

        // A controller is in one hierarchy at a time: in one of version 1, or else in the unified one.
        return own.Find(parts => parts[1].Split(',').Contains(Controller)) is { } first
            ? mounted.Where(mount => mount.Kind == "cgroup" && mount.Options.Contains(Controller)).Select(mount => mount.Show(first[2])).FirstOrDefault(folder => folder is not null) is { } folder1 ? new(folder1, IsUnified: false) : null
            : own.Find(parts => parts[0] == "0" && parts[1].Length == 0) is { } second
                && mounted.Where(mount => mount.Kind == "cgroup2").Select(mount => mount.Show(second[2])).FirstOrDefault(folder => folder is not null) is { } folder2 ? new(folder2, IsUnified: true) : null;
    }

    /// <param name="Root">What of the hierarchy is mounted.</param>
    /// <param name="Point">Where.</param>
    /// <param name="Kind">Kind of file system.</param>
    /// <param name="Options">Options of the file system, among them the controllers of version 1.</param>
    private sealed record Mount(string Root, string Point, string Kind, string[] Options)
    {
        // Fields of the file system stand behind a dash, since some in front of it may be missing.
        public static Mount? Parse(string line) => line.Split(" - ") is [var front, var back] && front.Split(' ') is [_, _, _, var root, var point, ..] && back.Split(' ') is [var kind, _, var options, ..]
            ? new(root, point.Replace("\\040", " ", StringComparison.Ordinal), kind, options.Split(','))
            : null;

        /// <summary>Where the group of this path is seen.</summary>
        public string? Show(string path) =>
            Root == "/" ? Point + path.TrimEnd('/')
            : path == Root ? Point
            : path.StartsWith(Root + "/", StringComparison.Ordinal) ? Point + path[Root.Length..]
            : null;
    }
}
