namespace LocalBatch.Execution.Processes.Native;

/// <summary>What the system tells about running processes. Called by one thread.</summary>
internal abstract class ProcessTable
{
    public static ProcessTable OfThisSystem() => OperatingSystem.IsMacOS() ? new MacProcessTable() : new LinuxProcessTable();

    /// <summary>Adds up the resident memory of each group.</summary>
    /// <param name="bytesByGroup">Groups to measure; their values are replaced.</param>
    public abstract void Measure(Dictionary<int, long> bytesByGroup);

    /// <summary>Memory of a group with pages shared between its processes counted once, where the system can tell.</summary>
    /// <param name="group">A group of the last <see cref="Measure"/>.</param>
    /// <param name="resident">What <see cref="Measure"/> found, the answer where the system cannot tell.</param>
    public abstract long CountingSharedOnce(int group, long resident);

    /// <summary>When a process started, in the system's own unit; together with the pid it names one process until the next boot. 0 if there is none.</summary>
    public abstract long StartTime(int pid);

    /// <summary>Processes that were started with one of <paramref name="entries"/>, such as <c>NAME=value</c>, in their environment.</summary>
    public abstract IReadOnlyList<int> FindByEnvironment(params IReadOnlyList<string> entries);
}
