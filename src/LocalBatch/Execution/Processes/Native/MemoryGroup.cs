using System.Globalization;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>The control group of one attempt.</summary>
/// <param name="folder">Where the kernel shows it.</param>
/// <param name="place">Where this program is.</param>
internal sealed class MemoryGroup(string folder, MemoryPlace place)
{
    /// <summary>Lists members, and takes new ones.</summary>
    public const string Processes = "cgroup.procs";

    /// <summary>Written into a group: whoever writes.</summary>
    public const string Self = "0";

    // Version 1 moves single threads, and one that moves itself waits for nobody (kernel/cgroup/cgroup.c).
    private const string Threads = "tasks";

    public string Folder => folder;

    /// <summary>A new process is to be started in the group of this folder, which version 2 can; else the thread that starts it goes there for a moment.</summary>
    public bool IsUnified => place.IsUnified;

    /// <summary>Bounds memory and swap together, so that the one is not gone around by the other.</summary>
    public void SetLimit(long bytes)
    {
        var text = bytes.ToString(CultureInfo.InvariantCulture);
        if (place.IsUnified)
        {
            Write("memory.max", text);
            TryWrite("memory.swap.max", "0");
        }
        else
        {
            Write("memory.limit_in_bytes", text);
            TryWrite("memory.memsw.limit_in_bytes", text);
        }
    }

    /// <summary>The calling thread, and what it starts, is in the group from now on; version 1 only.</summary>
    /// <returns>Whether it is.</returns>
    public bool Enter() => TryWrite(Threads, Self);

    /// <summary>The calling thread is back where this program is.</summary>
    public void Leave() => _ = TryWrite(Path.Combine(place.Folder, Threads), Self);

    /// <summary>Processes that have not ended.</summary>
    public IReadOnlyList<int> Members() =>
        [.. Read(Processes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.TryParse(line, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0)];

    /// <summary>How many processes the kernel has killed because the group was at its limit.</summary>
    public int Kills() => KillsIn(Read(place.IsUnified ? "memory.events" : "memory.oom_control"));

    /// <summary>The same, from the text of <c>memory.events</c> or <c>memory.oom_control</c>.</summary>
    internal static int KillsIn(string events) =>
        events.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(parts => parts is ["oom_kill", _]) is [_, var count]
        && int.TryParse(count, CultureInfo.InvariantCulture, out var kills) ? kills : 0;

    /// <summary>Removes it, once it has no members.</summary>
    public void Remove() => RemoveFolder(folder);

    /// <summary>A group's folder has files that cannot be removed, and goes all the same.</summary>
    public static void RemoveFolder(string folder) => _ = Libc.RemoveFolder(folder);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private bool TryWrite(string name, string text)
    {
        try
        {
            Write(name, text);

            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string Read(string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
