using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>What the loop waits for: the output of programs, and to be woken.</summary>
internal sealed unsafe class PollSet : IDisposable
{
    /// <summary>Between two looks whether a log has caught up with its program.</summary>
    private const int HoldBackMilliseconds = 10;

    private readonly PipeEnds _wake = PipeEnds.Open();
    private Libc.PollFd[] _fds = GC.AllocateArray<Libc.PollFd>(64, pinned: true);
    private int _count;
    private int _awake;
    private bool _isHoldingBack;

    /// <summary>Ends the current wait, or the next; callable from any thread.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _awake, 1) == 0)
        {
            byte one = 1;
            _ = Libc.Write(_wake.Write, &one, 1);
        }
    }

    /// <param name="live">Whose output to wait for.</param>
    /// <param name="milliseconds">-1 waits for ever, or a moment while output is held back.</param>
    public void Wait(List<LiveAttempt> live, int milliseconds)
    {
        Fill(live);
        milliseconds = _isHoldingBack && milliseconds < 0 ? HoldBackMilliseconds : milliseconds;
        fixed (Libc.PollFd* fds = _fds)
        {
            if (Libc.Poll(fds, (nuint)_count, milliseconds) < 0)
            {
                // A signal came: nothing is known to be ready.
                _fds.AsSpan(0, _count).Clear();
                return;
            }
        }

        if (_fds[0].Returned != 0)
        {
            var bytes = stackalloc byte[64];
            _ = Libc.Read(_wake.Read, bytes, 64);
            // Before commands are looked for: one that comes later wakes again. A plain store could still be on its way when the queue
            // has been seen empty, and then whoever brings a command meanwhile believes that the loop is awake.
            Interlocked.Exchange(ref _awake, 0);
        }
    }

    /// <summary>Whether the program at this place of the list has output, or has closed it.</summary>
    public bool IsReady(int index) => _fds[index + 1].Returned != 0;

    /// <summary>Whether there is something to read at once.</summary>
    public static bool HasInput(int fd)
    {
        var one = new Libc.PollFd { Fd = fd, Events = Libc.PollIn };

        return Libc.Poll(&one, 1, 0) > 0;
    }

    public void Dispose()
    {
        // The writing end stays open: a late Wake must not write into a descriptor that is someone else's by then.
        _ = Libc.Close(_wake.Read);
    }

    private void Fill(List<LiveAttempt> live)
    {
        _count = live.Count + 1;
        if (_count > _fds.Length)
        {
            _fds = GC.AllocateArray<Libc.PollFd>(_count * 2, pinned: true);
        }

        _fds[0] = new() { Fd = _wake.Read, Events = Libc.PollIn };
        _isHoldingBack = false;
        for (var i = 0; i < live.Count; i++)
        {
            var isBehind = live[i].Output >= 0 && live[i].Log.IsBehind;
            _isHoldingBack |= isBehind;
            // poll passes over negative descriptors.
            _fds[i + 1] = new() { Fd = isBehind ? LiveAttempt.NoOutput : live[i].Output, Events = Libc.PollIn };
        }
    }
}
