using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// Ends what a previous life left running where even the watchdog did not: a group by its leader's pid and start
/// time, and on Linux every process that carries an attempt's folder in its environment. A pid that meanwhile is
/// another process is left alone.
/// </summary>
internal static class Leftovers
{
    /// <summary>Rounds in which processes that start others while they are being killed are caught.</summary>
    private const int Rounds = 5;

    public static void Kill(IReadOnlyList<LiveTable.Entry> entries, string root, ProcessTable processes)
    {
        foreach (var entry in entries)
        {
            if (entry.Pid > 0 && processes.StartTime(entry.Pid) == entry.Start)
            {
                _ = Libc.SendSignal(-entry.Pid, Libc.Kill);
            }
        }

        KillMarked([.. entries.Select(entry => WorkFolder.PathOf(root, entry.TaskId))], processes);
    }

    /// <summary>Ends every process that carries one of <paramref name="folders"/> in its environment.</summary>
    public static void KillMarked(IReadOnlyList<string> folders, ProcessTable processes)
    {
        var marks = folders.SelectMany(JobEnvironment.MarksOf).ToArray();
        for (var round = 0; round < Rounds && marks.Length > 0; round++)
        {
            var found = processes.FindByEnvironment(marks);
            if (found.Count == 0)
            {
                return;
            }

            foreach (var pid in found)
            {
                _ = Libc.SendSignal(pid, Libc.Kill);
            }
        }
    }
}
