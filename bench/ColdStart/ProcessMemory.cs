using System.Diagnostics;

namespace Bench.ColdStart;

/// <summary>Resident memory of processes.</summary>
internal static class ProcessMemory
{
    public static long Resident(int pid)
    {
        using var process = Process.GetProcessById(pid);

        return process.WorkingSet64;
    }

    /// <summary>The processes that a process started, and theirs; Linux only, else none.</summary>
    public static IReadOnlyList<int> Children(int pid)
    {
        var children = Directory.Exists($"/proc/{pid}/task")
            ? Directory.EnumerateDirectories($"/proc/{pid}/task")
                .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, System.Globalization.CultureInfo.InvariantCulture)).ToList()
            : [];

        return [.. children, .. children.SelectMany(Children)];
    }
}
