namespace LocalBatch.Execution.Processes.Native;

/// <summary>What the system tells about running processes, and which of them belong to an attempt. Called by one thread.</summary>
internal abstract class ProcessTable : IDisposable
{
    public static ProcessTable OfThisSystem() => OperatingSystem.IsMacOS() ? new MacProcessTable() : new LinuxProcessTable();

    /// <summary>An attempt runs: what belongs to it is from now on found outside its group too.</summary>
    /// <param name="group">Process id of its leader.</param>
    /// <param name="marks">Entries of an environment, <c>NAME=value</c>, that only its processes carry.</param>
    public abstract void Enter(int group, IReadOnlyList<string> marks);

    /// <summary>The attempt is over.</summary>
    public abstract void Leave(int group);

    /// <summary>Adds up the resident memory of each attempt.</summary>
    /// <param name="bytesByGroup">Groups to measure; their values are replaced.</param>
    public abstract void Measure(Dictionary<int, long> bytesByGroup);

    /// <summary>Memory of an attempt with pages shared between its processes counted once, where the system can tell.</summary>
    /// <param name="group">A group of the last <see cref="Measure"/>.</param>
    /// <param name="resident">What <see cref="Measure"/> found, the answer where the system cannot tell.</param>
    public abstract long CountingSharedOnce(int group, long resident);

    /// <summary>The attempt's process that holds the most memory, by the last <see cref="Measure"/>; the leader where none is known.</summary>
    public abstract int Largest(int group);

    /// <summary>Processes of attempts, their leaders aside, that have not ended; also those that left their group.</summary>
    /// <param name="groups">Process ids of the leaders.</param>
    /// <param name="areYoung">
    /// The leaders started so short a time ago that the system has not gone through all process ids since: then only what
    /// was started after them is looked at.
    /// </param>
    public abstract IReadOnlyList<(int Group, int Pid)> Living(IReadOnlySet<int> groups, bool areYoung);

    /// <summary>Whether the process has a handler for the signal. <c>true</c> where the system cannot tell.</summary>
    public abstract bool Catches(int pid, int signal);

    /// <summary>When a process started, in the system's own unit; together with the pid it names one process until the next boot. 0 if there is none.</summary>
    public abstract long StartTime(int pid);

    /// <summary>Whether the process runs: neither gone nor only waiting for its parent to hear of its end.</summary>
    public abstract bool IsRunning(int pid);

    /// <summary>A child of the process; 0 where it has none, or the system cannot tell.</summary>
    public abstract int ChildOf(int pid);

    /// <summary>Processes that were started with one of <paramref name="entries"/>, such as <c>NAME=value</c>, in their environment.</summary>
    public abstract IReadOnlyList<int> FindByEnvironment(params IReadOnlyList<string> entries);

    public abstract void Dispose();
}
