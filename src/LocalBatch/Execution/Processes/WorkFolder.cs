using System.Runtime.InteropServices;
using LocalBatch.Execution.Processes.Confinement;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>The folder an attempt runs in: its own, empty at the start.</summary>
internal static class WorkFolder
{
    private const uint OwnerOnly = 0x1C0;
    private const int AlreadyThere = 17;

    private const string VolumesSuffix = ".volumes";

    public static string PathOf(string root, string taskId) => Path.Combine(root, taskId);

    /// <summary>The folder of an attempt's own volumes, which goes with the attempt.</summary>
    public static string VolumesOf(string root, string taskId) => PathOf(root, taskId) + VolumesSuffix;

    /// <summary>Folders of attempts, the oldest first.</summary>
    public static IEnumerable<string> LeftIn(string root) => new DirectoryInfo(root).EnumerateDirectories()
        .Where(folder => LiveTable.IsTaskId(folder.Name) && folder.LinkTarget is null).OrderBy(folder => folder.LastWriteTimeUtc).Select(folder => folder.FullName).ToList();

    /// <summary>Volumes of attempts that ended with an earlier life.</summary>
    public static IEnumerable<string> VolumesLeftIn(string root) => new DirectoryInfo(root).EnumerateDirectories()
        .Where(folder => folder.Name.EndsWith(VolumesSuffix, StringComparison.Ordinal) && LiveTable.IsTaskId(folder.Name[..^VolumesSuffix.Length])).Select(folder => folder.FullName).ToList();

    /// <param name="owner">Whose it is to be; <c>null</c>: this program's user.</param>
    /// <returns>Why there is no folder, or <c>null</c>.</returns>
    public static string? Make(string folder, JobUser? owner)
    {
        if ((Libc.MakeFolder(folder, OwnerOnly) == 0 || Marshal.GetLastPInvokeError() == AlreadyThere)
            && (owner is null || Libc.ChangeOwner(folder, owner.Uid, owner.Gid) == 0))
        {
            return null;
        }

        return $"cannot create the working folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}";
    }

    /// <summary>Gives a folder that stays the name of the attempt that it is kept for, which may have had it from another.</summary>
    /// <returns>Where it is now: where it was, if the disk refuses.</returns>
    public static string Rename(string folder, string wanted)
    {
        if (folder == wanted)
        {
            return folder;
        }

        try
        {
            Directory.Move(folder, wanted);

            return wanted;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return folder;
        }
    }

    /// <summary>Whether the folder of an attempt that ended goes away, even if the job left files in it.</summary>
    public static bool IsRemoved(WorkFolderPolicy policy, int? exitCode) => policy switch
    {
        WorkFolderPolicy.RemoveAll => true,
        WorkFolderPolicy.KeepFailed => exitCode == 0,
        _ => false,
    };

    /// <summary>Removes the folder; one that holds files only with <paramref name="withFiles"/>.</summary>
    /// <returns>Why it is still there, or <c>null</c>.</returns>
    public static string? Remove(string folder, bool withFiles)
    {
        return Libc.RemoveFolder(folder) == 0 || !withFiles || FolderRemoval.Remove(folder) ? null
            : $"The working folder {folder} is kept, it cannot be removed: {Marshal.GetLastPInvokeErrorMessage()}";
    }
}
