using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>The two ends of a pipe, both closed in every program this process starts.</summary>
internal readonly record struct PipeEnds(int Read, int Write)
{
    private const int CloseOnExecOnLinux = 0x80000;
    private const nuint CloseOnExecOnMac = 0x2000_6601;

    /// <exception cref="Win32Exception">The limit of open files is reached.</exception>
    public static unsafe PipeEnds Open()
    {
        var ends = stackalloc int[2];
        var result = OperatingSystem.IsMacOS() ? Libc.Pipe(ends) : Libc.Pipe2(ends, CloseOnExecOnLinux);
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        if (OperatingSystem.IsMacOS())
        {
            // macOS has no pipe2; what is started between these calls by another thread would keep the ends open.
            _ = Libc.IoControl(ends[0], CloseOnExecOnMac);
            _ = Libc.IoControl(ends[1], CloseOnExecOnMac);
        }

        return new(ends[0], ends[1]);
    }

    public void Close()
    {
        _ = Libc.Close(Read);
        _ = Libc.Close(Write);
    }
}
