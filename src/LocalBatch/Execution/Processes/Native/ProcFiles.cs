using System.Globalization;
using System.Text.Unicode;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>Reads files of <c>/proc</c> into one buffer: what a call gives is good until the next.</summary>
internal sealed unsafe class ProcFiles
{
    // Places after the command's name in /proc/<pid>/stat (proc_pid_stat(5), fields 4, 6, 22 and 24).
    public const int ParentField = 1;
    public const int SessionField = 3;
    public const int StartTimeField = 19;
    public const int ResidentPagesField = 21;

    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int NameLength = 64;

    private readonly byte[] _name = new byte[NameLength];
    private byte[] _buffer = new byte[4096];

    /// <summary>What follows the command's name, which may itself hold spaces and brackets; empty if there is no such process.</summary>
    public ReadOnlySpan<byte> Stat(int pid)
    {
        var text = Read(pid, "stat");

        return text.LastIndexOf((byte)')') is var end and >= 0 ? text[(end + 2)..] : [];
    }

    /// <summary>A file of a process; empty if it is gone, or another user's where the file is not for everybody.</summary>
    public ReadOnlySpan<byte> Read(int pid, string name)
    {
        Utf8.TryWrite(_name, CultureInfo.InvariantCulture, $"/proc/{pid}/{name}\0", out _);

        return Read();
    }

    /// <summary>The process id that the system gave out last.</summary>
    public long LastPid()
    {
        Utf8.TryWrite(_name, $"/proc/loadavg\0", out _);
        var text = Read();

        return Number(text[(text.LastIndexOf((byte)' ') + 1)..]);
    }

    /// <summary>Whether what <see cref="Stat"/> gave is of a process that runs, and does not only wait to be collected.</summary>
    public static bool IsRunning(ReadOnlySpan<byte> stat) => stat is not ([] or [(byte)'Z' or (byte)'X', ..]);

    public static long Field(ReadOnlySpan<byte> fields, int place)
    {
        for (; place > 0 && !fields.IsEmpty; place--)
        {
            fields = fields.IndexOf((byte)' ') is var space and >= 0 ? fields[(space + 1)..] : [];
        }

        return Number(fields);
    }

    public static long Number(ReadOnlySpan<byte> text)
    {
        long number = 0;
        foreach (var digit in text.TrimStart((byte)' '))
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }

    private ReadOnlySpan<byte> Read()
    {
        int file;
        fixed (byte* name = _name)
        {
            file = Libc.OpenOnLinux(name, ReadOnlyCloseOnExec);
        }

        if (file < 0)
        {
            return [];
        }

        var length = Take(file, 0);
        while (length == _buffer.Length)
        {
            Array.Resize(ref _buffer, length * 2);
            length += Take(file, length);
        }

        _ = Libc.Close(file);

        return _buffer.AsSpan(0, length);
    }

    private int Take(int file, int from)
    {
        fixed (byte* buffer = _buffer)
        {
            return (int)Math.Max(0, Libc.Read(file, buffer + from, (nuint)(_buffer.Length - from)));
        }
    }
}
