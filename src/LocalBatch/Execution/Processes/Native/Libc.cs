using System.Runtime.InteropServices;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>
/// The calls of the C library that .NET does not offer. Only functions without variable arguments (<c>open</c> and
/// <c>syscall</c> are used on Linux alone): Apple's arm64 convention passes those on the stack, where no import can put them.
/// </summary>
internal static unsafe partial class Libc
{
    public const int Interrupted = 4;
    public const int NoSuchProcess = 3;

    public const int HangUp = 1;
    public const int Kill = 9;
    public const int Terminate = 15;

    public const short PollIn = 1;

    public const int WaitAny = 0;
    public const int WaitPid = 1;
    public const int WaitNoHang = 1;
    public const int WaitExited = 4;

    public static readonly int WaitPeek = OperatingSystem.IsMacOS() ? 0x20 : 0x0100_0000;

    /// <summary>Whether the C library starts processes in a control group of version 2: glibc from 2.39 on does.</summary>
    public static readonly bool HasAttributesSetGroup =
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "posix_spawnattr_setcgroup_np", out _);

    /// <summary>Where <c>siginfo_t</c> keeps the process id.</summary>
    public static readonly int SignalInfoPid = OperatingSystem.IsMacOS() ? 12 : 16;

    private const string Library = "libc";

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe2(int* ends, int flags);

    [LibraryImport(Library, EntryPoint = "pipe", SetLastError = true)]
    public static partial int Pipe(int* ends);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int IoControl(int fd, nuint request);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int OpenOnLinux(byte* path, int flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCallOnLinux(nint number, nuint first, nuint second, nuint third);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCallOnLinux(nint number, nuint first, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int folder, byte* name, int flags);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int Unlink(int folder, byte* name, int flags);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true)]
    public static partial int Rename(int folder, byte* name, int newFolder, byte* newName);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeRights(int file, uint mode);

    [LibraryImport(Library, EntryPoint = "fchmodat", SetLastError = true)]
    public static partial int ChangeRightsAt(int folder, byte* name, uint mode, int flags);

    [LibraryImport(Library, EntryPoint = "flistxattr", SetLastError = true)]
    public static partial nint ListMarksOnLinux(int file, byte* names, nuint size);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int fd, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollFd* fds, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    public static partial long SeekOnLinux(int fd, long offset, int from);

    [LibraryImport(Library, EntryPoint = "getsid", SetLastError = true)]
    public static partial int SessionOf(int pid);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int SendSignal(int pid, int signal);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int kind, int id, byte* signalInfo, int options);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitForPid(int pid, int* status, int options);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFolder(string path, uint mode);

    [LibraryImport(Library, EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "umask")]
    public static partial uint SetFileMask(uint mask);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveFolder(string path);

    [LibraryImport(Library, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    public static partial int Spawn(int* pid, byte* path, void* fileActions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setcgroup_np")]
    public static partial int AttributesSetGroup(void* attributes, int folder);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetSignalMask(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetDefaultSignals(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(void* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(void* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int ActionsOpen(void* actions, int fd, byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsDuplicate(void* actions, int fd, int newFd);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static partial int ActionsChangeFolder(void* actions, byte* path);

    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    public static partial int SignalsNone(void* signals);

    [LibraryImport(Library, EntryPoint = "sigfillset")]
    public static partial int SignalsAll(void* signals);

    [LibraryImport(Library, EntryPoint = "sigdelset")]
    public static partial int SignalsRemove(void* signals, int signal);

    [LibraryImport("libproc", EntryPoint = "proc_listpgrppids", SetLastError = true)]
    public static partial int ListGroupOnMac(int group, int* pids, int size);

    [LibraryImport("libproc", EntryPoint = "proc_pidinfo", SetLastError = true)]
    public static partial int ProcessInfoOnMac(int pid, int flavor, ulong argument, byte* buffer, int size);
}
