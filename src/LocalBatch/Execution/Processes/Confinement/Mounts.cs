using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes.Confinement;

/// <summary>Finds or makes what is to be mounted.</summary>
internal static class Mounts
{
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="asked">As the definition says.</param>
    /// <param name="places">Where volumes are made.</param>
    /// <exception cref="IOException">A source cannot be made, or a secret is not there.</exception>
    public static IReadOnlyList<BoundMount> Bind(IReadOnlyList<Mount> asked, VolumePlaces places) =>
        [.. asked.Select(mount => new BoundMount(WithoutLinks(mount.ContainerPath), Source(mount, places), mount.IsReadOnly))];

    /// <summary>The folder of an EFS file system's root directory: the same for every job that names both alike.</summary>
    public static string SharedFolder(string shared, VolumeSource.Shared source)
    {
        // A name of one part each: what is no letter is written out, so that no two become one and none leaves the folder.
        var root = source.RootDirectory.Trim('/');

        return Path.Combine(shared, Part(source.FileSystemId), root.Length == 0 ? "%2F" : Part(root));
    }

    private static string Part(string name) => Uri.EscapeDataString(name).Replace(".", "%2E", StringComparison.Ordinal);

    /// <summary>The place with links of this machine's followed: the attempt sees the same links, and a mount belongs behind them.</summary>
    public static string WithoutLinks(string path)
    {
        var followed = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(followed, part);
            followed = new FileInfo(next) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next : next;
        }

        return followed;
    }

    private static string Source(Mount mount, VolumePlaces places)
    {
        var source = Source(mount.Source, places);
        var below = mount.SubPath.Length == 0 ? source : Path.Combine(source, mount.SubPath);
        for (var part = below; part.Length > source.Length; part = Path.GetDirectoryName(part) ?? "")
        {
            // A job that writes the volume could otherwise have any folder of the host mounted that its user can read.
            if (new FileInfo(part) is { LinkTarget: not null })
            {
                throw new IOException($"the subPath {mount.SubPath} leads through a link");
            }
        }

        // Kubernetes: a subPath that is not there is made, a folder.
        return Path.Exists(below) ? below : mount.Source is VolumeSource.OfHost ? MakeOnHost(below, places) : Make(below, source, places.Owner);
    }

    private static string Source(VolumeSource source, VolumePlaces places) => source switch
    {
        VolumeSource.OfHost(var path) => Path.Exists(path) ? path : MakeOnHost(path, places),
        VolumeSource.OfAttempt(var name) => Make(Path.Combine(places.OfAttempt, Part(name)), places.OfAttempt, places.Owner),
        VolumeSource.Shared efs => Make(SharedFolder(places.Shared, efs), places.Shared, places.Owner),
        VolumeSource.Secret(var name, var isOptional) => SecretFiles.Make(Make(Path.Combine(places.OfAttempt, "secret-" + Part(name)), places.OfAttempt, places.Owner), name, isOptional, places),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // Differs: a container's daemon makes it as root, anywhere, and the job cannot write it. Here a definition's word makes nothing
    // that the job's own user could not make: where this program is root it is made by that user, who then has it.
    private static string MakeOnHost(string folder, VolumePlaces places)
    {
        if (places.Owner is { } user)
        {
            return places.MakeAs(folder, user) is { } fault
                ? throw new IOException($"host.sourcePath {folder} is not there, and the job's user {user.Uid} may not make it ({fault}): make it, and give it to that user")
                : folder;
        }

        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, Passable | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        return folder;
    }

    /// <param name="folder">To be there.</param>
    /// <param name="top">The uppermost folder that is ours: from there down the owner must get through.</param>
    private static string Make(string folder, string top, JobUser? owner)
    {
        if (Directory.Exists(folder) || OperatingSystem.IsWindows())
        {
            return folder;
        }

        Directory.CreateDirectory(folder);
        if (owner is { } user)
        {
            for (var above = Path.GetDirectoryName(folder); above is not null && above.Length >= top.Length; above = Path.GetDirectoryName(above))
            {
                File.SetUnixFileMode(above, Passable);
            }

            _ = Libc.ChangeOwner(folder, user.Uid, user.Gid);
        }

        return folder;
    }
}

/// <summary>Where volumes are, and whose.</summary>
/// <param name="OfAttempt">Folder for volumes that go with the attempt.</param>
/// <param name="Shared">Folder for those that stay; one for each file system and root directory.</param>
/// <param name="Owner">Whose the folders are that are made; <c>null</c>: this program's user.</param>
/// <param name="Secrets">Values of secrets that are mounted as files.</param>
/// <param name="MakeAs">Makes a folder, and those above it, with the rights of a user; says why not.</param>
internal sealed record VolumePlaces(string OfAttempt, string Shared, JobUser? Owner, SecretValues Secrets, Func<string, JobUser, string?> MakeAs);
