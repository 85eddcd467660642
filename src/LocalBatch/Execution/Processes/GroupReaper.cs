using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// Finds leaders that ended, ends the rest of their group, takes their status. Only pids of attempts are ever reaped:
/// other children of this program are someone else's to wait for.
/// </summary>
internal sealed unsafe class GroupReaper
{
    private readonly byte[] _signalInfo = GC.AllocateArray<byte>(128, pinned: true);
    private readonly List<LiveAttempt> _ended = [];

    /// <summary>Calls <paramref name="end"/> for each attempt whose leader ended and is not reaped yet.</summary>
    public void FindEnded(List<LiveAttempt> live, Action<LiveAttempt> end)
    {
        // The kernel names one ended child at a time; the usual one is ours and is reaped at once. Another's child in
        // front hides the rest, so then each of ours is asked for.
        while (Peek(Libc.WaitAny, 0) is var pid and > 0)
        {
            if (live.Find(one => one.Pid == pid && !one.IsReaped) is not { } ended)
            {
                FindEachEnded(live, end, static _ => true);
                return;
            }

            end(ended);
        }

        // A program that has closed its output is about to end, unless someone else took its status already.
        FindEachEnded(live, end, static one => one.Output == LiveAttempt.NoOutput);
    }

    /// <summary>Kills what is left of the group while the leader, not yet reaped, still keeps its pid from being anyone else's; then reaps.</summary>
    public static void Reap(LiveAttempt live)
    {
        _ = Libc.SendSignal(-live.Pid, Libc.Kill);
        int status;
        live.ExitCode = Libc.WaitForPid(live.Pid, &status, 0) == live.Pid ? ExitStatus.Code(status) : null;
        live.IsReaped = true;
    }

    private void FindEachEnded(List<LiveAttempt> live, Action<LiveAttempt> end, Func<LiveAttempt, bool> isAsked)
    {
        _ended.Clear();
        _ended.AddRange(live.Where(one => !one.IsReaped && isAsked(one) && Peek(Libc.WaitPid, one.Pid) != 0));
        _ended.ForEach(end);
    }

    /// <returns>Pid of a child that ended and is left as it is, 0 where none did, -1 where there is no such child.</returns>
    private int Peek(int kind, int id)
    {
        fixed (byte* info = _signalInfo)
        {
            _signalInfo.AsSpan().Clear();

            return Libc.WaitId(kind, id, info, Libc.WaitExited | Libc.WaitNoHang | Libc.WaitPeek) != 0
                ? -1
                : *(int*)(info + Libc.SignalInfoPid);
        }
    }
}
