using System.Buffers.Text;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>Finds the program behind bubblewrap, which passes no signal on.</summary>
internal static unsafe class WrappedProgram
{
    private const int ReadSize = 4096;

    /// <summary>Process id of the attempt's first process; 0 while bubblewrap has not started it.</summary>
    public static int PidOf(LiveAttempt live, ProcessTable processes)
    {
        if (!live.Launch.IsWrapped)
        {
            return live.Pid;
        }

        if (live.Program == 0 && live.Status >= 0 && PollSet.HasInput(live.Status))
        {
            var bytes = stackalloc byte[ReadSize];
            live.Program = ChildOf(new(bytes, (int)Math.Max(0, Libc.Read(live.Status, bytes, ReadSize))));
        }

        // With an init in namespaces of its own, what bubblewrap tells of is that init, which hears no signal.
        return live is { Attempt.HasInit: true, Launch.HasOwnInit: true, Program: > 0 } ? processes.ChildOf(live.Program) : live.Program;
    }

    private static int ChildOf(ReadOnlySpan<byte> status)
    {
        var place = status.IndexOf("\"child-pid\":"u8);
        if (place < 0)
        {
            return 0;
        }

        var number = status[(place + "\"child-pid\":".Length)..].TrimStart((byte)' ');

        return Utf8Parser.TryParse(number, out int pid, out _) ? pid : 0;
    }
}
