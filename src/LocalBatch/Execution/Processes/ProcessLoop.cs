using System.Threading.Channels;
using LocalBatch.Execution.Processes.Confinement;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// The one owner of running programs: a thread that starts them, reads their output, signals and reaps them. It waits
/// in <c>poll</c> for output and for commands, so that neither a thread nor a timer is spent on a program.
/// </summary>
internal sealed class ProcessLoop : IAsyncDisposable
{
    /// <summary>Commands taken before output is read again, so that a burst of starts delays no one's output.</summary>
    private const int CommandsPerTurn = 16;

    /// <summary>So soon after its start the system has not gone through all its process ids: no kernel has fewer than 32,768.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(1);

    private readonly Channel<LoopCommand> _commands = Channel.CreateUnbounded<LoopCommand>(new() { SingleReader = true });
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PollSet _poll;
    private readonly ProgramStarter _starter;
    private readonly GroupReaper _reaper = new();
    private readonly MemoryWatch _memory;
    private readonly OutputReader _output;
    private readonly ProcessTable _processes;
    private readonly TimeProvider _time;
    private readonly TimeSpan _shutdownGrace;
    private readonly List<LiveAttempt> _live = [];
    private readonly List<LiveAttempt> _clearing = [];
    private readonly HashSet<int> _ended = [];
    private readonly HashSet<int> _left = [];
    private bool _closing;
    private TimeSpan? _mostGrace;
    private int _running;

    public ProcessLoop(Spawner spawner, LiveTable table, ProcessTable processes, MemoryGroups? groups, TimeProvider time, TimeSpan shutdownGrace)
    {
        _time = time;
        _processes = processes;
        _shutdownGrace = shutdownGrace;
        _poll = new();
        _starter = new(spawner, table, processes, groups);
        _memory = new(processes, time, () => Post(new LoopCommand.Look()));
        _output = new(time);
        new Thread(Run) { IsBackground = true, Name = "LocalBatch programs" }.Start();
    }

    /// <summary>Programs running now.</summary>
    public int Running => Volatile.Read(ref _running);

    public void Post(LoopCommand command)
    {
        if (_commands.Writer.TryWrite(command))
        {
            _poll.Wake();
        }
        else
        {
            Refuse(command);
        }
    }

    /// <summary>Stops every program and waits until all are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Post(new LoopCommand.Close(_shutdownGrace));
        await _closed.Task.ConfigureAwait(false);
        _memory.Dispose();
        _poll.Dispose();
    }

    private void Run()
    {
        while (!_closing || _live.Count > 0)
        {
            _poll.Wait(_live, Patience());
            for (var i = _live.Count - 1; i >= 0; i--)
            {
                if (_poll.IsReady(i))
                {
                    _output.Read(_live[i]);
                }
            }

            TakeCommands();
            FinishCleared();
        }

        _commands.Writer.Complete();
        while (_commands.Reader.TryRead(out var late))
        {
            Refuse(late);
        }

        _closed.SetResult();
    }

    /// <summary>Milliseconds to wait when nothing happens; -1 for ever.</summary>
    private int Patience() =>
        _commands.Reader.TryPeek(out _) ? 0
        : _clearing.Count > 0 ? 1
        : -1;

    private void TakeCommands()
    {
        for (var taken = 0; taken < CommandsPerTurn && _commands.Reader.TryRead(out var command); taken++)
        {
            Take(command);
        }
    }

    private void Take(LoopCommand command)
    {
        switch (command)
        {
            case LoopCommand.Start when _closing:
                Refuse(command);
                break;
            case LoopCommand.Start(var live):
                Start(live);
                break;
            case LoopCommand.Stop(var live, var grace):
                Stop(live, grace);
                break;
            case LoopCommand.Kill(var live):
                Kill(live);
                break;
            case LoopCommand.Reap:
                _reaper.FindEnded(_live, End);
                break;
            case LoopCommand.Look:
                _memory.Look(_live);
                break;
            case LoopCommand.Hurry(var grace):
                Hurry(grace);
                break;
            case LoopCommand.Close(var grace):
                _closing = true;
                Hurry(grace);
                break;
        }
    }

    private static void Refuse(LoopCommand command)
    {
        if (command is LoopCommand.Start(var live))
        {
            live.Started.SetResult(StartError.Refused("the executor is shutting down"));
        }
    }

    private void Start(LiveAttempt live)
    {
        if (_starter.Start(live) is { } failure)
        {
            live.Started.SetResult(failure);
            return;
        }

        live.StartedAt = _time.GetTimestamp();
        _processes.Enter(live.Pid, live.Marks);
        _live.Add(live);
        Volatile.Write(ref _running, _live.Count);
        if (live.Memory is null)
        {
            _memory.Add(live);
        }

        live.Started.SetResult(null);
    }

    private void Hurry(TimeSpan grace)
    {
        _mostGrace = grace;
        _live.ForEach(live => Stop(live, grace));
    }

    private void Stop(LiveAttempt live, TimeSpan grace)
    {
        if (!IsLive(live))
        {
            return;
        }

        // AWS: SIGTERM goes to process 1 of the container and to nobody else, and the kernel keeps from process 1 what it
        // has no handler for: "sleep 300" ends with the grace, by 137 (observed). An init in front has a handler.
        var first = WrappedProgram.PidOf(live, _processes);
        var hears = first > 0 && (live.Attempt.HasInit || _processes.Catches(first, Libc.Terminate));
        if (hears)
        {
            _ = Libc.SendSignal(first, Libc.Terminate);
        }

        live.Grace?.Dispose();
        // Where nobody waits for the end, what cannot hear of it is not waited for either.
        var wait = _mostGrace is not { } most ? grace : !hears ? TimeSpan.Zero : most < grace ? most : grace;
        live.Grace = _time.CreateTimer(_ => Post(new LoopCommand.Kill(live)), null, wait, Timeout.InfiniteTimeSpan);
    }

    private static void Kill(LiveAttempt live)
    {
        if (IsLive(live))
        {
            _ = Libc.SendSignal(-live.Pid, Libc.Kill);
        }
    }

    /// <summary>A reaped leader's pid may be another process already: no signal goes there.</summary>
    private static bool IsLive(LiveAttempt live) => live is { Pid: > 0, IsReaped: false };

    /// <summary>The leader ended: as with a container, everything it left ends too, wherever it went.</summary>
    private void End(LiveAttempt live)
    {
        GroupReaper.Reap(live);
        live.Grace?.Dispose();
        _output.Drain(live);
        // Those that end in one turn are looked after together, at its end: one look through the processes serves all.
        _clearing.Add(live);
    }

    private void FinishCleared()
    {
        if (_clearing.Count == 0)
        {
            return;
        }

        _ended.Clear();
        _ended.UnionWith(_clearing.Select(live => live.Pid));
        _left.Clear();
        foreach (var (group, pid) in _processes.Living(_ended, _clearing.TrueForAll(live => _time.GetElapsedTime(live.StartedAt) < Young)))
        {
            _left.Add(group);
            _ = Libc.SendSignal(pid, Libc.Kill);
        }

        foreach (var live in _clearing)
        {
            // Wherever it went and whatever it has wiped: it is still in the group.
            foreach (var pid in live.Memory?.Members() ?? [])
            {
                _left.Add(live.Pid);
                _ = Libc.SendSignal(pid, Libc.Kill);
            }
        }

        for (var i = _clearing.Count - 1; i >= 0; i--)
        {
            var live = _clearing[i];
            if (!_left.Contains(live.Pid))
            {
                _clearing.RemoveAt(i);
                _output.Drain(live);
                Finish(live);
            }
        }
    }

    private void Finish(LiveAttempt live)
    {
        _output.Close(live);
        live.IsOutOfMemory |= live.Memory?.Kills() > 0;
        _starter.Forget(live);
        _memory.Remove(live);
        _processes.Leave(live.Pid);
        _live.Remove(live);
        Volatile.Write(ref _running, _live.Count);
        live.Ended.SetResult(ExitStatus.Of(live.ExitCode, live.IsOutOfMemory));
    }
}
