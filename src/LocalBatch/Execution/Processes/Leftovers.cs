using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// Ends what a previous life left running where even the watchdog did not: a group by its leader's pid and start
/// time, and on Linux every process that carries an attempt's mark in its environment. A pid that meanwhile is
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

        KillMarked([.. entries.SelectMany(entry => JobEnvironment.MarksOf(WorkFolder.PathOf(root, entry.Folder), entry.JobId))], processes);
    }

    private static void KillMarked(IReadOnlyList<string> marks, ProcessTable processes)
    {
        for (var round = 0; round < Rounds && marks.Count > 0; round++)
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
