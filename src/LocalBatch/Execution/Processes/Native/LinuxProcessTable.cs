using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using System.Text.Unicode;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>Reads <c>/proc</c>. Processes known to belong to no group are skipped, so that a look costs little on a busy machine.</summary>
internal sealed unsafe class LinuxProcessTable : ProcessTable
{
    /// <summary>Looks after which every process is read again: by then a pid may be another process.</summary>
    private const int ForgetAfter = 16;

    private const int ReadOnlyCloseOnExec = 0x80000;

    // Places after the command's name in /proc/<pid>/stat (proc_pid_stat(5), fields 6, 22 and 24).
    private const int SessionField = 3;
    private const int StartTimeField = 19;
    private const int ResidentPagesField = 21;

    private readonly FileSystemEnumerable<int> _pids = new("/proc", static (ref entry) => PidOf(entry.FileName))
    {
        ShouldIncludePredicate = static (ref entry) => PidOf(entry.FileName) > 0,
    };

    private readonly HashSet<int> _strangers = [];
    private readonly Dictionary<int, List<int>> _members = [];
    private readonly byte[] _buffer = new byte[4096];
    private int _looks;

    public override void Measure(Dictionary<int, long> bytesByGroup)
    {
        foreach (var group in bytesByGroup.Keys)
        {
            bytesByGroup[group] = 0;
        }

        _members.Clear();
        if (++_looks % ForgetAfter == 0)
        {
            _strangers.Clear();
        }

        foreach (var pid in _pids)
        {
            if (_strangers.Contains(pid))
            {
                continue;
            }

            var stat = Stat(pid);
            var session = (int)Field(stat, SessionField);
            if (!bytesByGroup.TryGetValue(session, out var bytes))
            {
                _strangers.Add(pid);
                continue;
            }

            bytesByGroup[session] = bytes + (Field(stat, ResidentPagesField) * Environment.SystemPageSize);
            Remember(session, pid);
        }
    }

    public override long CountingSharedOnce(int group, long resident)
    {
        long total = 0;
        foreach (var pid in _members.GetValueOrDefault(group) ?? [])
        {
            var text = ReadFile(pid, "smaps_rollup");
            var line = text.IndexOf("\nPss:"u8);
            if (line < 0)
            {
                return resident;
            }

            total += Number(text[(line + 5)..]) * 1024;
        }

        return total;
    }

    public override long StartTime(int pid) => Field(Stat(pid), StartTimeField);

    public override IReadOnlyList<int> FindByEnvironment(params IReadOnlyList<string> entries)
    {
        var wanted = entries.Select(entry => Encoding.UTF8.GetBytes(entry + '\0')).ToArray();
        var found = new List<int>();
        foreach (var pid in _pids)
        {
            try
            {
                var environment = File.ReadAllBytes($"/proc/{pid}/environ");
                if (Array.Exists(wanted, entry => environment.AsSpan().IndexOf(entry) >= 0))
                {
                    found.Add(pid);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or belongs to someone else: not ours either way.
                continue;
            }
        }

        return found;
    }

    private static int PidOf(ReadOnlySpan<char> name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0;

    private void Remember(int group, int pid)
    {
        if (!_members.TryGetValue(group, out var pids))
        {
            _members[group] = pids = [];
        }

        pids.Add(pid);
    }

    /// <summary>What follows the command's name, which may itself hold spaces and brackets.</summary>
    private ReadOnlySpan<byte> Stat(int pid)
    {
        var text = ReadFile(pid, "stat");

        return text.LastIndexOf((byte)')') is var end and >= 0 ? text[(end + 2)..] : [];
    }

    private static long Field(ReadOnlySpan<byte> fields, int place)
    {
        for (; place > 0 && !fields.IsEmpty; place--)
        {
            fields = fields.IndexOf((byte)' ') is var space and >= 0 ? fields[(space + 1)..] : [];
        }

        return Number(fields);
    }

    private static long Number(ReadOnlySpan<byte> text)
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

    /// <summary>The start of a file of <c>/proc</c>; empty if the process is gone.</summary>
    private ReadOnlySpan<byte> ReadFile(int pid, string name)
    {
        Utf8.TryWrite(_buffer, $"/proc/{pid}/{name}\0", out _);
        fixed (byte* buffer = _buffer)
        {
            var file = Libc.OpenOnLinux(buffer, ReadOnlyCloseOnExec);
            if (file < 0)
            {
                return [];
            }

            var length = Libc.Read(file, buffer, (nuint)_buffer.Length);
            _ = Libc.Close(file);

            return _buffer.AsSpan(0, (int)Math.Max(length, 0));
        }
    }
}
