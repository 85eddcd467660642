using System.ComponentModel;
using LocalBatch.Execution.Processes.Confinement;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>Starts programs, with their output in a pipe and their name in the table of live attempts.</summary>
internal sealed class ProgramStarter(Spawner spawner, LiveTable table, ProcessTable processes, MemoryGroups? groups)
{
    /// <returns>Why the program is not running, or <c>null</c>.</returns>
    public AttemptEvent.FailedToStart? Start(LiveAttempt live)
    {
        PipeEnds pipe;
        try
        {
            pipe = PipeEnds.Open();
        }
        catch (Win32Exception full)
        {
            return StartError.Refused($"no pipe for the program's output: {full.Message}");
        }

        try
        {
            // In the table before it runs: a kill of this program at any moment leaves a trace of the attempt.
            live.Slot = table.Reserve(live.FolderName, live.MarkedJobId);
        }
        catch (IOException full)
        {
            pipe.Close();

            return StartError.Refused($"the table of live attempts cannot be written: {full.Message}");
        }

        var status = LiveAttempt.NoOutput;
        if (live.Launch.IsWrapped && OpenStatus(live, out status) is { } noStatus)
        {
            pipe.Close();
            table.Release(live.Slot);

            return noStatus;
        }

        var made = groups?.Create(live.Attempt.TaskId, live.Attempt.MemoryMiB);
        var memory = made;
        var error = spawner.Start(live.Launch, -1, pipe.Write, status, ref memory, out var pid);
        _ = Libc.Close(pipe.Write);
        CloseIf(status);
        if (error != 0)
        {
            _ = Libc.Close(pipe.Read);
            made?.Remove();
            CloseStatus(live);
            table.Release(live.Slot);

            return StartError.FromErrorNumber(error, live.Launch.Arguments[0]);
        }

        if (memory is null)
        {
            made?.Remove();
        }

        live.Pid = pid;
        live.Memory = memory;
        live.Output = pipe.Read;
        table.Set(live.Slot, pid, processes.StartTime(pid), live.FolderName, live.MarkedJobId);

        return null;
    }

    /// <summary>The attempt's group is gone.</summary>
    public void Forget(LiveAttempt live)
    {
        CloseStatus(live);
        live.Memory?.Remove();
        table.Release(live.Slot);
    }

    private static AttemptEvent.FailedToStart? OpenStatus(LiveAttempt live, out int writing)
    {
        writing = LiveAttempt.NoOutput;
        try
        {
            var pipe = PipeEnds.Open();
            (live.Status, writing) = (pipe.Read, pipe.Write);

            return null;
        }
        catch (Win32Exception full)
        {
            return StartError.Refused($"no pipe for the program's status: {full.Message}");
        }
    }

    private static void CloseStatus(LiveAttempt live)
    {
        CloseIf(live.Status);
        live.Status = LiveAttempt.NoOutput;
    }

    private static void CloseIf(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = Libc.Close(descriptor);
        }
    }
}
