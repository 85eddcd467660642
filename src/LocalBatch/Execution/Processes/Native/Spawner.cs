using System.Runtime.InteropServices;
using System.Text;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>
/// Starts programs with <c>posix_spawn</c>: no copy of this process's memory, each program in a session and process
/// group of its own, with no signal blocked or ignored and no descriptor beyond the three standard ones.
/// </summary>
internal sealed unsafe class Spawner : IDisposable
{
    /// <summary>Where a program finds the descriptor that it tells its status on.</summary>
    public const int StatusDescriptor = 3;

    private const int ReadOnly = 0;
    private const int WriteOnly = 1;

    /// <summary>Larger than the opaque types of glibc (336 and 80 bytes), musl and macOS (a pointer).</summary>
    private const int OpaqueSize = 512;

    private const short SetDefaultSignals = 0x04;
    private const short SetSignalMask = 0x08;
    private const short NewSessionOnLinux = 0x80;
    private const int InGroupOnLinux = 0x100;
    private const short NewSessionOnMac = 0x0400;
    private const short CloseAllOnMac = 0x4000;

    private const int CloseRange = 436;
    private const nuint CloseRangeOnExec = 4;

    private static readonly byte[] Null = "/dev/null\0"u8.ToArray();

    private readonly byte* _attributes = (byte*)NativeMemory.AllocZeroed(OpaqueSize);
    private readonly UnixFileMode? _fileMask;

    /// <param name="fileMask">Rights that files lack which the programs make (umask); <c>null</c>: as this program's own do.</param>
    public Spawner(UnixFileMode? fileMask = null)
    {
        _fileMask = fileMask;
        if (!OperatingSystem.IsMacOS())
        {
            // Descriptors that this program was itself started with stay its own. An older kernel refuses; .NET's are
            // closed on exec anyway.
            _ = Libc.SystemCallOnLinux(CloseRange, 3, uint.MaxValue, CloseRangeOnExec);
        }

        var signals = stackalloc byte[128];
        Check(Libc.AttributesInit(_attributes));
        Check(Libc.SignalsNone(signals));
        Check(Libc.AttributesSetSignalMask(_attributes, signals));

        Check(Libc.SignalsAll(signals));
        Check(Libc.SignalsRemove(signals, Libc.Kill));
        Check(Libc.SignalsRemove(signals, OperatingSystem.IsMacOS() ? 17 : 19));
        // .NET ignores SIGPIPE, and what is ignored stays so in a new program.
        Check(Libc.AttributesSetDefaultSignals(_attributes, signals));

        SetFlags(0);
    }

    /// <summary>The same in a control group.</summary>
    /// <param name="memory">The group; <c>null</c> afterwards where the program is not in it.</param>
    /// <inheritdoc cref="Start(Launch, int, int, int, out int)"/>
    public int Start(Launch launch, int input, int output, int status, ref MemoryGroup? memory, out int pid)
    {
        switch (memory)
        {
            case { IsUnified: false } when memory.Enter():
                var error = Start(launch, input, output, status, out pid);
                memory.Leave();

                return error;
            case { IsUnified: true } when StartInGroup(launch, input, output, status, memory, out pid):
                return 0;
            default:
                memory = null;

                return Start(launch, input, output, status, out pid);
        }
    }

    /// <summary>Starts a program; its process id is also its group's.</summary>
    /// <param name="launch">What to start.</param>
    /// <param name="input">Descriptor for standard input, or -1 for <c>/dev/null</c>.</param>
    /// <param name="output">Descriptor for standard output and error alike, or -1 for <c>/dev/null</c>.</param>
    /// <param name="status">Descriptor that the program gets as its third beside the standard ones, or -1 for none.</param>
    /// <param name="pid">The process id, where the answer is 0.</param>
    /// <returns>0, or the error number.</returns>
    public int Start(Launch launch, int input, int output, int status, out int pid)
    {
        var actions = stackalloc byte[OpaqueSize];
        Check(Libc.ActionsInit(actions));
        try
        {
            fixed (byte* nothing = Null, folder = CString(launch.Folder), program = CString(launch.Program))
            fixed (int* started = &pid)
            {
                Check(input < 0 ? Libc.ActionsOpen(actions, 0, nothing, ReadOnly, 0) : Libc.ActionsDuplicate(actions, input, 0));
                Check(output < 0 ? Libc.ActionsOpen(actions, 1, nothing, WriteOnly, 0) : Libc.ActionsDuplicate(actions, output, 1));
                Check(Libc.ActionsDuplicate(actions, 1, 2));
                if (status >= 0)
                {
                    Check(Libc.ActionsDuplicate(actions, status, StatusDescriptor));
                }

                Check(Libc.ActionsChangeFolder(actions, folder));

                using var arguments = new NativeStrings(launch.Arguments);
                using var environment = new NativeStrings(launch.Environment);

                return Spawn(started, program, actions, arguments, environment);
            }
        }
        finally
        {
            _ = Libc.ActionsDestroy(actions);
        }
    }

    public void Dispose() => NativeMemory.Free(_attributes);

    private bool StartInGroup(Launch launch, int input, int output, int status, MemoryGroup memory, out int pid)
    {
        pid = 0;
        using var group = OpenFolder.Open(memory.Folder);
        if (group is null || Libc.AttributesSetGroup(_attributes, group.Descriptor) != 0)
        {
            return false;
        }

        SetFlags(InGroupOnLinux);
        var error = Start(launch, input, output, status, out pid);
        SetFlags(0);

        return error == 0;
    }

    private void SetFlags(int more)
    {
        var session = OperatingSystem.IsMacOS() ? NewSessionOnMac | CloseAllOnMac : NewSessionOnLinux;
        Check(Libc.AttributesSetFlags(_attributes, (short)(SetDefaultSignals | SetSignalMask | session | more)));
    }

    /// <summary>
    /// A mask belongs to the whole process, and a new one gets a copy of it: it is set for this one call. What another thread makes
    /// meanwhile gets the programs' rights.
    /// </summary>
    private int Spawn(int* started, byte* program, byte* actions, NativeStrings arguments, NativeStrings environment)
    {
        if (_fileMask is not { } mask)
        {
            return Libc.Spawn(started, program, actions, _attributes, arguments.Pointers, environment.Pointers);
        }

        var own = Libc.SetFileMask((uint)mask);
        var error = Libc.Spawn(started, program, actions, _attributes, arguments.Pointers, environment.Pointers);
        _ = Libc.SetFileMask(own);

        return error;
    }

    private static byte[] CString(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"Preparing to start a program failed with error {error}.");
        }
    }
}
