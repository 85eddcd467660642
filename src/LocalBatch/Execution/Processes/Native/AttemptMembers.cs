using System.Text;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>
/// To which attempt a process belongs: by its session, by the one it was seen in before, by its parent, by a mark in its
/// environment. What fits none is remembered as a stranger.
/// </summary>
// Differs: a process that left session and parent before it was seen, and has wiped its environment too, is not found; a
// container's end reaches it, and so does bubblewrap's.
internal sealed class AttemptMembers(ProcFiles files)
{
    private static readonly byte[][] Names = ["HOME="u8.ToArray(), "TMPDIR="u8.ToArray(), "AWS_BATCH_JOB_ID="u8.ToArray()];

    private readonly Dictionary<int, IReadOnlyList<string>> _marks = [];
    private readonly Dictionary<string, int> _byMark = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (long Start, int Group)> _seen = [];
    private readonly int _ownSession = Libc.SessionOf(0);

    public void Enter(int group, IReadOnlyList<string> marks)
    {
        _marks[group] = marks;
        foreach (var mark in marks)
        {
            _byMark[mark] = group;
        }
    }

    public void Leave(int group)
    {
        if (!_marks.Remove(group, out var marks))
        {
            return;
        }

        foreach (var mark in marks)
        {
            // The next attempt of the same job may have entered already.
            if (_byMark.GetValueOrDefault(mark) == group)
            {
                _byMark.Remove(mark);
            }
        }
    }

    public bool IsGroup(int session) => _marks.ContainsKey(session);

    /// <summary>Whether a process of this session can belong to an attempt without being in its session.</summary>
    public bool MayHaveLeft(int session) => session > 0 && session != _ownSession && !IsGroup(session);

    public bool IsKnownStranger(int pid) => _seen.TryGetValue(pid, out var seen) && seen.Group == 0;

    /// <summary>The attempt's group; 0 for a stranger.</summary>
    public int Of(int pid)
    {
        var stat = files.Stat(pid);

        return stat.IsEmpty ? 0 : Of(pid, stat);
    }

    /// <param name="stat">What <see cref="ProcFiles.Stat"/> gave for it.</param>
    /// <inheritdoc cref="Of(int)"/>
    public int Of(int pid, ReadOnlySpan<byte> stat)
    {
        var session = (int)ProcFiles.Field(stat, ProcFiles.SessionField);
        var start = ProcFiles.Field(stat, ProcFiles.StartTimeField);
        if (IsGroup(session))
        {
            _seen[pid] = (start, session);
            return session;
        }

        if (_seen.TryGetValue(pid, out var seen) && seen.Start == start && (seen.Group == 0 || IsGroup(seen.Group)))
        {
            return seen.Group;
        }

        var group = MayHaveLeft(session) ? ByParent((int)ProcFiles.Field(stat, ProcFiles.ParentField)) is var parents and > 0 ? parents : ByMark(pid) : 0;
        _seen[pid] = (start, group);

        return group;
    }

    /// <summary>Forgets processes that are no more.</summary>
    public void Keep(IReadOnlyList<int> pids)
    {
        var gone = _seen.Keys.ToHashSet();
        gone.ExceptWith(pids);
        foreach (var pid in gone)
        {
            _seen.Remove(pid);
        }
    }

    private int ByParent(int parent)
    {
        var session = parent > 1 ? Libc.SessionOf(parent) : 0;

        return IsGroup(session) ? session
            : session > 0 && _seen.TryGetValue(parent, out var seen) && IsGroup(seen.Group) ? seen.Group
            : 0;
    }

    private int ByMark(int pid)
    {
        var rest = files.Read(pid, "environ");
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            var entry = end < 0 ? rest : rest[..end];
            foreach (var name in Names)
            {
                if (entry.StartsWith(name) && _byMark.TryGetValue(Encoding.UTF8.GetString(entry), out var group))
                {
                    return group;
                }
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return 0;
    }
}
