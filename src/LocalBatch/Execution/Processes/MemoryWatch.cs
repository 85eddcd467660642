using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>Looks at the memory of all running groups at once, more often the faster one nears its limit, never while none runs.</summary>
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

    /// <summary>Measures every group and kills those over their limit.</summary>
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

        Arm(next);
    }

    public void Dispose() => _timer.Dispose();

    private TimeSpan Judge(LiveAttempt live, TimeSpan elapsed)
    {
        var bytes = _bytes.GetValueOrDefault(live.Pid);
        var limit = live.Attempt.MemoryMiB;
        if (!live.IsReaped && !live.IsOutOfMemory && MemoryRules.IsOver(bytes, limit))
        {
            // A forked child's pages are its parent's until one writes: they count once, as in a container's cgroup.
            bytes = _processes.CountingSharedOnce(live.Pid, bytes);
            if (MemoryRules.IsOver(bytes, limit))
            {
                live.IsOutOfMemory = true;
                _ = Libc.SendSignal(-live.Pid, Libc.Kill);
            }
        }

        var before = live.Bytes;
        live.Bytes = bytes;

        return MemoryRules.NextLook(before, bytes, elapsed, limit);
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
