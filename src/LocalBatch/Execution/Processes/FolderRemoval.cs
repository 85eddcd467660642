using System.Globalization;
using System.Text;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// Removes a folder that a job has filled as it liked: however deep it is, whatever the names, whatever rights it has taken from
/// itself. Another job of the same user may be at work in it meanwhile, putting links in the place of folders: nothing
/// outside of it is touched, which counts where root removes what another user has made.
/// </summary>
internal static class FolderRemoval
{
    /// <summary>Somebody may be filling the folder faster than it is emptied.</summary>
    private const int MostRounds = 100_000;

    /// <returns>Whether the folder is gone.</returns>
    public static bool Remove(string folder)
    {
        using (var root = OpenFolder.Open(folder))
        {
            if (root is not null)
            {
                root.GiveRights();
                Empty(folder, root);
            }
        }

        return Libc.RemoveFolder(folder) == 0 || !Path.Exists(folder);
    }

    private static void Empty(string folder, OpenFolder root)
    {
        var moved = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            // Opened again: what was moved to the front would not be listed.
            using var here = OpenFolder.Open(folder);
            if (here is null || here.Entries() is not { Count: > 0 } entries || !entries.Aggregate(false, (any, name) => RemoveEntry(root, name, ref moved) || any))
            {
                return;
            }
        }
    }

    /// <summary>Removes an entry of the root. Folders within a folder are moved up to the root first, so that none is ever deep.</summary>
    /// <returns>Whether anything has changed by it.</returns>
    private static bool RemoveEntry(OpenFolder root, byte[] name, ref int moved)
    {
        if (root.Remove(name))
        {
            return true;
        }

        using var folder = root.Child(name);
        if (folder is null)
        {
            return false;
        }

        folder.GiveRights();
        var any = false;
        foreach (var entry in folder.Entries())
        {
            any |= folder.Remove(entry) || folder.Move(entry, root, NewName(ref moved));
        }

        return root.Remove(name) || any;
    }

    private static byte[] NewName(ref int moved) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $".removed-{moved++}"));
}
