using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes.Confinement;

/// <summary>
/// The words that make <c>bwrap</c> show a program other files than this machine has: a root in memory, every entry of the
/// host's root bound in, then the mounts. Nothing is ever made on the host, as binding onto its root would.
/// </summary>
internal static class Bubblewrap
{
    public const string Program = "bwrap";

    /// <summary>What an isolated program sees of this machine, if there, and can only read.</summary>
    private static readonly string[] SystemFolders =
        ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix", "/run/systemd/resolve"];

    /// <param name="attempt">What is asked for.</param>
    /// <param name="folder">The working folder, seen at its own place.</param>
    /// <param name="mounts">Sources that exist by now, with their places.</param>
    /// <param name="isolate">Show it the system read-only, its folder and its mounts, and nothing else.</param>
    /// <returns>The words, the program's own still to come.</returns>
    public static List<string> Words(Attempt attempt, string folder, IReadOnlyList<BoundMount> mounts, bool isolate)
    {
        var asked = attempt.Surroundings;
        List<string> words = [Program, "--die-with-parent", "--json-status-fd", $"{Spawner.StatusDescriptor}", "--tmpfs", "/"];
        if (isolate)
        {
            // As process 1 the kernel itself keeps from it what it has no handler for; with an init, bwrap is process 1 and reaps.
            words.AddRange(["--unshare-user", "--unshare-pid", "--unshare-ipc", "--cap-drop", "ALL"]);
            words.AddRange(attempt.HasInit ? [] : (ReadOnlySpan<string>)["--as-pid-1"]);
            BindSystem(words);
        }
        else
        {
            BindAll(words, "/", [.. mounts.Select(mount => mount.ContainerPath), .. asked.Tmpfs.Select(tmpfs => tmpfs.ContainerPath)], asked.HasReadOnlyRoot ? "--ro-bind" : "--bind");
        }

        BindAsked(words, asked, mounts, isolate);
        words.AddRange([asked.HasReadOnlyRoot ? "--ro-bind" : "--bind", folder, folder, "--chdir", folder]);
        if (asked.HasReadOnlyRoot || isolate)
        {
            words.AddRange(["--remount-ro", "/"]);
        }

        words.Add("--");

        return words;
    }

    /// <summary>Whether an isolated program would find this file.</summary>
    public static bool IsVisible(string file, string folder, IReadOnlyList<BoundMount> mounts) =>
        SystemFolders.Append(folder).Concat(mounts.Select(mount => mount.ContainerPath)).Any(place => IsBelow(file, place));

    private static void BindAsked(List<string> words, Surroundings asked, IReadOnlyList<BoundMount> mounts, bool isolate)
    {
        foreach (var mount in mounts.OrderBy(mount => mount.ContainerPath.Length))
        {
            words.AddRange([mount.IsReadOnly ? "--ro-bind" : "--bind", mount.Source, mount.ContainerPath]);
        }

        foreach (var tmpfs in asked.Tmpfs)
        {
            // The size counts for the one --tmpfs behind it.
            words.AddRange(["--perms", "1777", "--size", Bytes(tmpfs.SizeMiB), "--tmpfs", tmpfs.ContainerPath]);
            words.AddRange(tmpfs.IsReadOnly ? ["--remount-ro", tmpfs.ContainerPath] : (ReadOnlySpan<string>)[]);
        }

        if (asked.SharedMemoryMiB is { } size)
        {
            words.AddRange(["--perms", "1777", "--size", Bytes(size), "--tmpfs", "/dev/shm"]);
        }

        foreach (var device in asked.Devices.Where(device => isolate || device.HostPath != device.ContainerPath))
        {
            words.AddRange(["--dev-bind", device.HostPath, device.ContainerPath]);
        }
    }

    private static void BindSystem(List<string> words)
    {
        foreach (var place in SystemFolders)
        {
            if (new DirectoryInfo(place) is { LinkTarget: { } target })
            {
                words.AddRange(["--symlink", target, place]);
            }
            else if (Directory.Exists(place))
            {
                words.AddRange(["--ro-bind", place, place]);
            }
        }

        words.AddRange(["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--tmpfs", "/var/tmp"]);
    }

    /// <summary>Binds each entry of a folder; one that lacks a place of a mount is made anew, with its entries bound one by one.</summary>
    private static void BindAll(List<string> words, string folder, IReadOnlyList<string> places, string bind)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = entry.FullName;
            if (entry.LinkTarget is { } target)
            {
                words.AddRange(["--symlink", target, path]);
            }
            else if (path is "/dev")
            {
                words.AddRange(["--dev-bind", path, path]);
            }
            else if (path is not "/proc" && entry is DirectoryInfo && places.Where(place => IsBelow(place, path) && place != path && !Path.Exists(place)).ToList() is { Count: > 0 } missing)
            {
                words.AddRange(["--dir", path]);
                BindAll(words, path, missing, bind);
            }
            else
            {
                // The kernel lets nobody hide parts of /proc by a read-only bind; it takes no files anyway.
                words.AddRange([path is "/proc" or "/sys" ? "--bind" : bind, path, path]);
            }
        }
    }

    private static string Bytes(int mebibytes) => ((long)mebibytes << 20).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsBelow(string path, string folder) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}

/// <param name="ContainerPath">Absolute, without links of this machine's above it.</param>
/// <param name="Source">A file or folder that exists.</param>
internal sealed record BoundMount(string ContainerPath, string Source, bool IsReadOnly);
