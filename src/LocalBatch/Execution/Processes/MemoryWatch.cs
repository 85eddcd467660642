using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>Looks at the memory of all running attempts at once, more often the faster one nears its limit, never while none runs.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly ProcessTable _processes;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Dictionary<int, long> _bytes = [];
    private bool _isArmed;
    private long _lastLook;

    /// <param name="processes">What tells of memory.</param>
    /// <param name="time">Clock of the looks.</param>
    /// <param name="due">Called when it is time for <see cref="Look"/>, on any thread.</param>
    public MemoryWatch(ProcessTable processes, TimeProvider time, Action due)
    {
        _processes = processes;
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(LiveAttempt live)
    {
        _bytes[live.Pid] = 0;
        Arm(MemoryRules.Alert);
    }

    public void Remove(LiveAttempt live) => _bytes.Remove(live.Pid);

    /// <summary>Measures every attempt; of one over its limit it kills the process that holds the most, as the kernel would.</summary>
    public void Look(List<LiveAttempt> live)
    {
        _isArmed = false;
        if (_bytes.Count == 0)
        {
            return;
        }

        var elapsed = _time.GetElapsedTime(_lastLook);
        _lastLook = _time.GetTimestamp();
        _processes.Measure(_bytes);
        var next = MemoryRules.Calm;
        foreach (var one in live)
        {
            var due = Judge(one, elapsed);
            next = due < next ? due : next;
        }

        JudgeGroups(live);
        Arm(next);
    }

    public void Dispose() => _timer.Dispose();

    private TimeSpan Judge(LiveAttempt live, TimeSpan elapsed)
    {
        var bytes = _bytes.GetValueOrDefault(live.Pid);
        var limit = live.Attempt.MemoryMiB;
        if (!live.IsReaped && MemoryRules.IsOver(bytes, limit))
        {
            // A forked child's pages are its parent's until one writes: they count once, as in a container's cgroup.
            bytes = _processes.CountingSharedOnce(live.Pid, bytes);
            if (MemoryRules.IsOver(bytes, limit))
            {
                KillLargest(live);
            }
        }

        var before = live.Bytes;
        live.Bytes = bytes;

        return MemoryRules.NextLook(before, bytes, elapsed, limit);
    }

    /// <summary>Containers of one task that are over its memory together, though each is below its own.</summary>
    private void JudgeGroups(List<LiveAttempt> live)
    {
        if (!live.Exists(one => one.Attempt.Group is not null))
        {
            return;
        }

        foreach (var task in live.Where(one => one is { IsReaped: false, Attempt.Group: not null }).GroupBy(one => one.Attempt.Group))
        {
            if (task.Key is { } group
                && MemoryRules.IsOver(task.Sum(one => one.Bytes), group.MemoryMiB)
                && MemoryRules.IsOver(task.Sum(one => _processes.CountingSharedOnce(one.Pid, one.Bytes)), group.MemoryMiB)
                && task.MaxBy(one => one.Bytes) is { } largest)
            {
                KillLargest(largest);
            }
        }
    }

    private void KillLargest(LiveAttempt live)
    {
        if (live.Victim != 0 && _processes.IsRunning(live.Victim))
        {
            // Its memory is on its way back.
            return;
        }

        live.IsOutOfMemory = true;
        live.Victim = _processes.Largest(live.Pid);
        _ = Libc.SendSignal(live.Victim, Libc.Kill);
    }

    private void Arm(TimeSpan after)
    {
        if (!_isArmed)
        {
            _isArmed = true;
            _timer.Change(after, Timeout.InfiniteTimeSpan);
        }
    }
}
