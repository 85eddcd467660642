using LocalCloud.State;

namespace LocalCloud.Stack;

/// <summary>
/// The folders above the state folder. Whoever owns or may write one of them can move ours away and put another in its place, so
/// they must be as OpenSSH wants those above a file of authorized keys.
/// </summary>
// sshd(8), StrictModes of sshd_config(5): owned by the user or root, and not to be written by others. A sticky folder such as /tmp
// lets nobody rename what is another's (inode(7)).
internal static class Ancestors
{
    private const uint Root = 0;
    private const int MostLinks = 40;

    /// <summary>What is wrong with the folders above a path, and what would be right; <c>null</c> for nothing.</summary>
    /// <param name="path">Full path; what it leads through need not be all there.</param>
    public static string? Fault(string path) => Fault(path, 0);

    private static string? Fault(string path, int links)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            // What is no folder can have none in it, which is told when ours is to be made.
            if ((Directory.Exists(folder) || new DirectoryInfo(folder).LinkTarget is not null) && FaultOf(folder, path, links) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FaultOf(string folder, string path, int links)
    {
        if (FileRights.OwnerOf(folder) is var owner && owner != FileRights.User && owner != Root)
        {
            return $"{folder} belongs to another user (id {owner}), who could put another folder in the place of {path}, with keys and jobs that would be used as yours. "
                + "Choose a state folder with --state DIR in a folder that belongs, like all above it, to you or root";
        }

        if (new DirectoryInfo(folder) is { LinkTarget: not null } link)
        {
            return link.ResolveLinkTarget(returnFinalTarget: false)?.FullName is not { } target || links > MostLinks ? null
                : Fault(target, links + 1) ?? (Path.Exists(target) ? FaultOf(target, path, links + 1) : null);
        }

        var mode = File.GetUnixFileMode(folder);
        var isOpen = (mode & UnixFileMode.OtherWrite) != 0 || ((mode & UnixFileMode.GroupWrite) != 0 && !PrivateGroups.IsOf(FileRights.GroupOf(folder), FileRights.User));

        return isOpen && (mode & UnixFileMode.StickyBit) == 0
            ? $"Other users may write {folder}, and could put another folder in the place of {path}, with keys and jobs that would be used as yours. "
                + $"Take that right away with chmod go-w {folder}, or choose another state folder with --state DIR"
            : null;
    }
}
