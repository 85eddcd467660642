using System.Runtime.InteropServices;
using LocalBatch.Execution.Processes.Confinement;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>The folder an attempt runs in: its own, empty at the start.</summary>
internal static class WorkFolder
{
    private const uint OwnerOnly = 0x1C0;
    private const int AlreadyThere = 17;

    public static string PathOf(string root, string taskId) => Path.Combine(root, taskId);

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
        if (Libc.RemoveFolder(folder) == 0 || !withFiles)
        {
            return null;
        }

        try
        {
            Directory.Delete(folder, recursive: true);

            return null;
        }
        catch (DirectoryNotFoundException)
        {
            // It went before.
            return null;
        }
        catch (Exception stuck) when (stuck is IOException or UnauthorizedAccessException)
        {
            return $"The working folder {folder} is kept, it cannot be removed: {stuck.Message}";
        }
    }
}
