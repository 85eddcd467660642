using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LocalCloud.State;

/// <summary>Whose files are, and who may read what we make: what .NET does not offer.</summary>
internal static partial class FileRights
{
    public const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode OthersSearch = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    public const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    // <fcntl.h> and <linux/stat.h>: relative to the current folder; the path itself and not what a link names; the user id.
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint UserId = 0x8;
    private const uint GroupId = 0x10;
    private const uint KindAndMode = 0x3;

    // Where the user id lies in struct statx of Linux, and in struct stat of macOS; both are below 256 bytes.
    private const int LinuxUserOffset = 20;
    private const int MacUserOffset = 16;
    private const int LinuxModeOffset = 28;
    private const int MacModeOffset = 4;

    // <sys/stat.h>: of the mode, what says of which kind a file is; a plain file, and a folder.
    private const int KindMask = 0xF000;
    private const int PlainFile = 0x8000;
    private const int Folder = 0x4000;
    private const int LongestStat = 256;

    /// <summary>Our user id.</summary>
    public static uint User => EffectiveUser();

    /// <summary>From now on whatever this process and its children make is for their user alone.</summary>
    public static void KeepPrivate() => _ = Mask(0b000_111_111);

    /// <summary>Id of the user that a file or folder belongs to; of a link its own.</summary>
    /// <exception cref="IOException">It is not there, or cannot be looked at.</exception>
    public static uint OwnerOf(string path) => StatusOf(path, UserId).User;

    /// <summary>Id of the group that a file or folder belongs to; of a link its own.</summary>
    /// <exception cref="IOException">It is not there, or cannot be looked at.</exception>
    public static uint GroupOf(string path) => StatusOf(path, GroupId).Group;

    /// <summary>True for what is neither a file nor a folder nor a link: a device, a pipe, a socket. False where there is nothing.</summary>
    public static bool IsSpecial(string path)
    {
        try
        {
            return !new FileInfo(path).Attributes.HasFlag(FileAttributes.ReparsePoint) && (StatusOf(path, KindAndMode).Mode & KindMask) is not (PlainFile or Folder);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static unsafe (uint User, uint Group, int Mode) StatusOf(string path, uint wanted)
    {
        var stat = stackalloc byte[LongestStat];
        var isMac = OperatingSystem.IsMacOS();
        var error = isMac ? LinkStatus(path, stat) : ExtendedStatus(CurrentFolder, path, NoFollow, wanted, stat);
        var user = (uint*)(stat + (isMac ? MacUserOffset : LinuxUserOffset));

        return error == 0
            ? (user[0], user[1], *(ushort*)(stat + (isMac ? MacModeOffset : LinuxModeOffset)))
            : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", new Win32Exception());
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Mask(uint mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int ExtendedStatus(int folder, string path, int flags, uint wanted, byte* stat);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int LinkStatusOfIntel(string path, byte* stat);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int LinkStatusOfArm(string path, byte* stat);

    private static unsafe int LinkStatus(string path, byte* stat) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LinkStatusOfIntel(path, stat) : LinkStatusOfArm(path, stat);
}
