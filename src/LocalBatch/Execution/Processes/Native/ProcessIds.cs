using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>
/// Lists process ids from <c>/proc</c>, in rising order and, if wished, only those from one id on: then it costs as much
/// as there are processes younger than that, not as there are on the machine.
/// </summary>
internal sealed unsafe class ProcessIds : IDisposable
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int FromStart = 0;

    // struct linux_dirent64: inode, offset of the next entry, length, kind, name (getdents(2)).
    private const int OffsetAt = 8;
    private const int LengthAt = 16;
    private const int NameAt = 19;

    private static readonly byte[] Folder = "/proc\0"u8.ToArray();
    private static readonly nint ListEntries = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;

    private readonly byte[] _entries = GC.AllocateArray<byte>(32_768, pinned: true);
    private readonly List<int> _found = [];
    private readonly SafeFileHandle _owner;
    private readonly int _file;
    private readonly long _base;

    public ProcessIds()
    {
        fixed (byte* folder = Folder)
        {
            _file = Libc.OpenOnLinux(folder, ReadOnlyCloseOnExec);
        }

        _owner = new(_file, ownsHandle: true);
        _base = Base();
    }

    /// <summary>Ids from <paramref name="first"/> on; good until the next call.</summary>
    public IReadOnlyList<int> From(int first)
    {
        _found.Clear();
        ObjectDisposedException.ThrowIf(_owner.IsClosed, this);
        _ = Libc.SeekOnLinux(_file, _base > 0 && first > 1 ? _base + first : 0, FromStart);
        Take((pid, _) =>
        {
            if (pid >= first)
            {
                _found.Add(pid);
            }
        });

        return _found;
    }

    public void Dispose() => _owner.Dispose();

    /// <summary>
    /// A place in the folder is a fixed number and the process id (fs/proc/base.c). Taken from what the kernel says, not
    /// believed: 0 where it is not so, and then every id is read.
    /// </summary>
    private long Base()
    {
        long found = 0;
        long previous = 0;
        var isFixed = true;
        Take((pid, next) =>
        {
            var here = previous - pid;
            isFixed &= previous == 0 || found == 0 || here == found;
            found = previous == 0 ? 0 : here;
            previous = next;
        });

        return isFixed && found > 0 ? found : 0;
    }

    /// <summary>Calls <paramref name="take"/> with each process id and the place of the entry after it.</summary>
    private void Take(Action<int, long> take)
    {
        fixed (byte* entries = _entries)
        {
            while (Libc.SystemCallOnLinux(ListEntries, (nuint)_file, (nuint)entries, (nuint)_entries.Length) is var length and > 0)
            {
                for (var rest = _entries.AsSpan(0, (int)length); rest.Length > NameAt; rest = rest[BinaryPrimitives.ReadUInt16LittleEndian(rest[LengthAt..])..])
                {
                    if (rest[NameAt] is >= (byte)'1' and <= (byte)'9')
                    {
                        take((int)ProcFiles.Number(rest[NameAt..]), BinaryPrimitives.ReadInt64LittleEndian(rest[OffsetAt..]));
                    }
                }
            }
        }
    }
}
