using System.ComponentModel;
using System.Runtime.InteropServices;
using LocalCloud.State;
using Microsoft.Win32.SafeHandles;

namespace LocalCloud.S3;

/// <summary>What .NET does not offer of the file system.</summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int SetLease = 1024;
    private const int ReadLease = 0;
    private const int NoLease = 2;
    private const int TryAgain = 11;
    private const int NoEntry = 2;
    private const int NoFolder = 20;
    private const int NonBlockingOnLinux = 0x800;
    private const int NonBlockingOnMacOS = 0x4;

    // Values of <fcntl.h>, which differ between systems and, on Linux, between processors.
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
    private static readonly int NoFollow = OperatingSystem.IsMacOS() ? 0x100 : RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;
    private static readonly int NonBlocking = OperatingSystem.IsLinux() ? NonBlockingOnLinux : NonBlockingOnMacOS;

    /// <summary>Opens a file that must not be a link, and that no child inherits.</summary>
    /// <exception cref="IOException">It is a link or no file, it cannot be read, or it is not there: then a <see cref="FileNotFoundException"/>.</exception>
    public static SafeFileHandle OpenToRead(string path)
    {
        // Looked at first, since a device may do something when it is opened.
        if (FileRights.IsSpecial(path))
        {
            throw new IOException($"{path} is a device, a pipe or a socket, and only files become objects");
        }

        var file = Open(path, ReadOnly | NonBlocking);
        if (file >= 0)
        {
            return new(file, ownsHandle: true);
        }

        var (error, message) = (Marshal.GetLastPInvokeError(), Marshal.GetLastPInvokeErrorMessage());

        throw error is NoEntry or NoFolder ? new FileNotFoundException($"{path} is not there", path) : new IOException($"{path} cannot be opened: {message}");
    }

    /// <summary>Makes renames in a folder survive a power cut.</summary>
    public static void SyncFolder(string path)
    {
        var folder = Open(path, ReadOnly);
        if (folder < 0)
        {
            throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}", new Win32Exception());
        }

        // Some file systems cannot sync a folder; they say so, and there is nothing more to be done there.
        _ = Sync(folder);
        _ = Close(folder);
    }

    /// <summary>True if some process has the file open for writing. On macOS always false: there is no way to ask.</summary>
    public static bool IsBeingWritten(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // A pipe that has come in the file's place since it was looked at would be waited for until somebody writes into it.
        var file = Open(path, ReadOnly | NonBlocking);
        if (file < 0)
        {
            return false;
        }
        try
        {
            // Linux grants a read lease only on a file that nobody has open for writing.
            if (Control(file, SetLease, ReadLease) == 0)
            {
                _ = Control(file, SetLease, NoLease);

                return false;
            }

            return Marshal.GetLastPInvokeError() == TryAgain;
        }
        finally
        {
            _ = Close(file);
        }
    }

    private static int Open(string path, int flags) => OpenAs(path, flags | CloseOnExec | NoFollow);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAs(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int file, int command, int argument);
}
