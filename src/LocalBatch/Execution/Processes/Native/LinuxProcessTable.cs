using System.Globalization;
using System.Text;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>Reads <c>/proc</c>. Processes known to belong to no attempt are skipped, so that a look costs little on a busy machine.</summary>
internal sealed class LinuxProcessTable : ProcessTable
{
    /// <summary>Looks after which every process is read again: by then a pid may be another process.</summary>
    private const int ForgetAfter = 16;

    private readonly ProcFiles _files = new();
    private readonly ProcessIds _ids = new();
    private readonly AttemptMembers _members;
    private readonly Dictionary<int, List<(int Pid, long Bytes)>> _measured = [];
    private readonly List<(int Group, int Pid)> _living = [];
    private readonly Dictionary<int, int> _orderOf = [];
    private int _looks;
    private int _entered;

    public LinuxProcessTable() => _members = new(_files);

    public override void Enter(int group, IReadOnlyList<string> marks)
    {
        _members.Enter(group, marks);
        _orderOf[group] = ++_entered;
    }

    public override void Leave(int group)
    {
        _members.Leave(group);
        _orderOf.Remove(group);
        _measured.Remove(group);
    }

    public override void Measure(Dictionary<int, long> bytesByGroup)
    {
        foreach (var group in bytesByGroup.Keys)
        {
            bytesByGroup[group] = 0;
        }

        _measured.Clear();
        var pids = _ids.From(1);
        var readsAll = ++_looks % ForgetAfter == 0;
        if (readsAll)
        {
            _members.Keep(pids);
        }

        foreach (var pid in pids)
        {
            if (!readsAll && _members.IsKnownStranger(pid))
            {
                continue;
            }

            var stat = _files.Stat(pid);
            var resident = ProcFiles.Field(stat, ProcFiles.ResidentPagesField) * Environment.SystemPageSize;
            // Of reads into the same buffer: what is needed of it was taken before.
            if (!stat.IsEmpty && _members.Of(pid, stat) is var group and > 0 && bytesByGroup.TryGetValue(group, out var bytes))
            {
                bytesByGroup[group] = bytes + resident;
                Remember(group, pid, resident);
            }
        }
    }

    public override long CountingSharedOnce(int group, long resident)
    {
        long total = 0;
        foreach (var (pid, _) in _measured.GetValueOrDefault(group) ?? [])
        {
            var text = _files.Read(pid, "smaps_rollup");
            var line = text.IndexOf("\nPss:"u8);
            if (line < 0)
            {
                return resident;
            }

            total += ProcFiles.Number(text[(line + 5)..]) * 1024;
        }

        return total;
    }

    public override int Largest(int group) =>
        _measured.TryGetValue(group, out var found) ? found.MaxBy(one => one.Bytes).Pid : group;

    public override IReadOnlyList<(int Group, int Pid)> Living(IReadOnlySet<int> groups, bool areYoung)
    {
        _living.Clear();
        var oldest = groups.Min();
        var last = areYoung ? _files.LastPid() : 0;
        if (last >= groups.Max() && last - oldest == _entered - _orderOf.GetValueOrDefault(oldest))
        {
            // Every id that was given out since belongs to a leader: nobody has started anything.
            return _living;
        }

        // Ids start again from the lowest when the highest has been given out: then a child's may be below its parent's.
        foreach (var pid in _ids.From(last >= groups.Max() ? oldest + 1 : 1))
        {
            // A leader is in a session of its own.
            var session = _members.IsGroup(pid) ? 0 : Libc.SessionOf(pid);
            var group = groups.Contains(session) ? session : _members.MayHaveLeft(session) ? _members.Of(pid) : 0;
            if (groups.Contains(group) && IsRunning(pid))
            {
                _living.Add((group, pid));
            }
        }

        return _living;
    }

    public override bool Catches(int pid, int signal)
    {
        var text = _files.Read(pid, "status");
        var line = text.IndexOf("\nSigCgt:\t"u8);
        if (line < 0)
        {
            return false;
        }

        var mask = text[(line + 9)..];
        mask = mask[..Math.Max(0, mask.IndexOf((byte)'\n'))];

        return ulong.TryParse(mask, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var caught)
            && (caught & (1UL << (signal - 1))) != 0;
    }

    public override long StartTime(int pid) => ProcFiles.Field(_files.Stat(pid), ProcFiles.StartTimeField);

    public override bool IsRunning(int pid) => ProcFiles.IsRunning(_files.Stat(pid));

    public override int ChildOf(int pid)
    {
        foreach (var one in _ids.From(1))
        {
            if (ProcFiles.Field(_files.Stat(one), ProcFiles.ParentField) == pid)
            {
                return one;
            }
        }

        return 0;
    }

    public override IReadOnlyList<int> FindByEnvironment(params IReadOnlyList<string> entries)
    {
        var wanted = entries.Select(entry => Encoding.UTF8.GetBytes(entry + '\0')).ToArray();
        var found = new List<int>();
        foreach (var pid in _ids.From(1))
        {
            var environment = _files.Read(pid, "environ");
            foreach (var entry in wanted)
            {
                if (environment.IndexOf(entry) >= 0)
                {
                    found.Add(pid);
                    break;
                }
            }
        }

        return found;
    }

    public override void Dispose() => _ids.Dispose();

    private void Remember(int group, int pid, long bytes)
    {
        if (!_measured.TryGetValue(group, out var members))
        {
            _measured[group] = members = [];
        }

        members.Add((pid, bytes));
    }
}
