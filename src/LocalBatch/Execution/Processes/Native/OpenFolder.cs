using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>
/// A folder held open: what is done to its entries is done in it, whatever its path leads to by then. No link is followed, and names
/// are bytes, since a job may choose ones that are no text.
/// </summary>
internal sealed unsafe class OpenFolder : IDisposable
{
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int AccessDenied = 13;
    private const int IsFolder = 21;

    private const int CurrentFolder = -100;
    private const uint OwnerOnly = 0x1C0;
    private const int NotFollowed = 0x100;
    private const int ItselfIfEmpty = 0x1000;
    private const uint BlocksWanted = 0x400;
    private const uint KindRightsAndUserWanted = 0x1 | 0x2 | 0x8;
    private const int BlockSize = 512;

    // struct statx: attributes at 8, user at 20, type and rights at 28, blocks at 48 (statx(2)); the same on every processor.
    private const int StatusSize = 256;
    private const int AttributesAt = 8;
    private const int UserAt = 20;
    private const int KindAt = 28;
    private const int BlocksAt = 48;
    private const int KindMask = 0xF000;
    private const int FolderKind = 0x4000;

    /// <summary>Compressed, immutable, append only, encrypted; something is mounted on it (statx(2), flistxattr(2)).</summary>
    private const ulong UnusualAttributes = 0x4 | 0x10 | 0x20 | 0x800 | 0x2000;
    private const int MarksSize = 256;

    // FS_IOC_GETFLAGS of <linux/fs.h>, where a long has 64 bits.
    private const nuint GetFlags = 0x80086601;

    /// <summary>
    /// What an owner may set without other rights, most of it for whatever is made in the folder from then on: deletion, compression,
    /// synchronous writing, dumps, times of access, journalling, copies on write, direct access, projects, letter case (chattr(1), ioctl_iflags(2)).
    /// </summary>
    private const uint UnusualFlags = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x80 | 0x400 | 0x4000 | 0x8000 | 0x10000 | 0x20000 | 0x800000 | 0x2000000 | 0x20000000 | 0x40000000;

    // struct linux_dirent64: length, name (getdents(2)).
    private const int LengthAt = 16;
    private const int NameAt = 19;
    private const int EntriesSize = 32_768;

    // Values of <fcntl.h>, which differ between systems and, on Linux, between processors.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int Flags = OperatingSystem.IsMacOS() ? 0x100000 | 0x100 | 0x1000000 : 0x80000 | (IsArm ? 0x4000 | 0x8000 : 0x10000 | 0x20000);
    private static readonly int AsFolder = OperatingSystem.IsMacOS() ? 0x80 : 0x200;
    private static readonly nint ListEntries = IsArm ? 61 : 217;
    private static readonly nint Status = IsArm ? 291 : 332;
    private static readonly nint Control = IsArm ? 29 : 16;

    private readonly int _file;
    private readonly byte[] _path;

    private OpenFolder(int file, byte[] path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Good until it is disposed.</summary>
    public int Descriptor => _file;

    /// <summary>Opens a folder by its path; the last part must be no link.</summary>
    /// <returns><c>null</c> where it is not there, is no folder, or may not be read.</returns>
    public static OpenFolder? Open(string path) => Open(Encoding.UTF8.GetBytes(path));

    /// <inheritdoc cref="Open(string)"/>
    public static OpenFolder? Open(byte[] path) => Open(CurrentFolder, path, []);

    /// <summary>Opens a folder in this one; one of our own that may not be read is given the right first.</summary>
    /// <returns><c>null</c> where it is not there, is no folder, or may not be read.</returns>
    public OpenFolder? Child(byte[] name)
    {
        if (Open(_file, name, _path) is { } child)
        {
            return child;
        }

        return Marshal.GetLastPInvokeError() == AccessDenied && GiveRights(name) ? Open(_file, name, _path) : null;
    }

    /// <summary>Lets its owner write in it.</summary>
    public void GiveRights() => _ = Libc.ChangeRights(_file, OwnerOnly);

    /// <summary>Removes an entry: a file, a link, an empty folder.</summary>
    /// <returns>False where it is a folder with entries, or may not be removed.</returns>
    public bool Remove(byte[] name)
    {
        fixed (byte* text = Terminated(name))
        {
            if (Libc.Unlink(_file, text, 0) == 0 || Marshal.GetLastPInvokeError() is var error && error == NoEntry)
            {
                return true;
            }

            return error is IsFolder or NotPermitted && Libc.Unlink(_file, text, AsFolder) == 0;
        }
    }

    /// <summary>Moves an entry into another folder, under another name.</summary>
    public bool Move(byte[] name, OpenFolder to, byte[] newName)
    {
        fixed (byte* text = Terminated(name), target = Terminated(newName))
        {
            // The parent stands in a folder itself: whoever may not write in it may not move it.
            return Libc.Rename(_file, text, to._file, target) == 0
                || Marshal.GetLastPInvokeError() == AccessDenied && GiveRights(name) && Libc.Rename(_file, text, to._file, target) == 0;
        }
    }

    /// <summary>What is in it, without itself and its parent. Entries that come or go meanwhile may be missed.</summary>
    public IReadOnlyList<byte[]> Entries()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [.. Directory.EnumerateFileSystemEntries(Encoding.UTF8.GetString(_path)).Select(path => Encoding.UTF8.GetBytes(Path.GetFileName(path)))];
        }

        List<byte[]> names = [];
        var buffer = stackalloc byte[EntriesSize];
        while (Libc.SystemCallOnLinux(ListEntries, (nuint)_file, (nuint)buffer, EntriesSize) is var length and > 0)
        {
            for (Span<byte> rest = new(buffer, (int)length); rest.Length > NameAt; rest = rest[BinaryPrimitives.ReadUInt16LittleEndian(rest[LengthAt..])..])
            {
                var name = rest[NameAt..BinaryPrimitives.ReadUInt16LittleEndian(rest[LengthAt..])];
                name = name[..name.IndexOf((byte)0)];
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    names.Add(name.ToArray());
                }
            }
        }

        return names;
    }

    /// <summary>Whether it has no rights, attributes or marks but those that it was made with: its owner's rights, and nobody else's. Only told on Linux.</summary>
    /// <param name="user">Whose it has to be.</param>
    public bool IsPlain(uint user)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var status = stackalloc byte[StatusSize];
        var marks = stackalloc byte[MarksSize];
        byte nothing = 0;
        if (Libc.SystemCallOnLinux(Status, (nuint)_file, (nuint)(&nothing), ItselfIfEmpty, KindRightsAndUserWanted, (nuint)status) != 0)
        {
            return false;
        }

        // SELinux marks every file. An access list would be another mark.
        var length = Libc.ListMarksOnLinux(_file, marks, MarksSize);

        return *(ushort*)(status + KindAt) == (FolderKind | OwnerOnly)
            && *(uint*)(status + UserAt) == user
            && (*(ulong*)(status + AttributesAt) & UnusualAttributes) == 0
            && !HasUnusualFlags()
            && (length == 0 || (length > 0 && new ReadOnlySpan<byte>(marks, (int)length).SequenceEqual("security.selinux\0"u8)));
    }

    // A file system that has no flags refuses to tell them.
    private bool HasUnusualFlags()
    {
        long flags = 0;

        return Libc.SystemCallOnLinux(Control, (nuint)_file, GetFlags, (nuint)(&flags)) == 0 && ((uint)flags & UnusualFlags) != 0;
    }

    /// <summary>How many bytes of the disk an entry takes up, and whether it is a folder.</summary>
    public (long Bytes, bool IsFolder) Measure(byte[] name)
    {
        if (!OperatingSystem.IsLinux())
        {
            FileInfo file = new(Path.Combine(Encoding.UTF8.GetString(_path), Encoding.UTF8.GetString(name)));

            return (file.Exists && file.LinkTarget is null ? file.Length : 0, file is { Exists: false, LinkTarget: null } && Directory.Exists(file.FullName));
        }

        var status = stackalloc byte[StatusSize];
        fixed (byte* text = Terminated(name))
        {
            return Libc.SystemCallOnLinux(Status, (nuint)_file, (nuint)text, NotFollowed, BlocksWanted, (nuint)status) == 0
                ? (*(long*)(status + BlocksAt) * BlockSize, (*(ushort*)(status + KindAt) & KindMask) == FolderKind)
                : (0, false);
        }
    }

    public void Dispose() => _ = Libc.Close(_file);

    private static OpenFolder? Open(int at, byte[] name, byte[] parent)
    {
        fixed (byte* text = Terminated(name))
        {
            var file = Libc.OpenAt(at, text, Flags);

            return file < 0 ? null : new(file, parent.Length == 0 ? name : [.. parent, (byte)'/', .. name]);
        }
    }

    // Follows a link, but only where it was a folder of our own a moment ago: root, who could do harm by it, is never denied.
    private bool GiveRights(byte[] name)
    {
        fixed (byte* text = Terminated(name))
        {
            return Libc.ChangeRightsAt(_file, text, OwnerOnly, 0) == 0;
        }
    }

    private static byte[] Terminated(byte[] name) => [.. name, 0];
}
