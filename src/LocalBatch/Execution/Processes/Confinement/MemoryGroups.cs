using System.Globalization;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes.Confinement;

/// <summary>
/// Makes a control group for each attempt, so that the kernel itself holds its processes to their memory, wherever they go and however
/// fast they take it. Only within a group that was handed to this program; elsewhere memory is looked at from outside.
/// </summary>
internal sealed class MemoryGroups : IDisposable
{
    private const string Controller = "memory";
    private const string OwnLeaf = "localbatch-engine";

    private readonly MemoryPlace _place;
    private readonly string _folder;

    private MemoryGroups(MemoryPlace place, string folder)
    {
        _place = place;
        _folder = folder;
    }

    /// <summary>Makes a group for the groups of attempts, and ends what an earlier life has left in one of the same name.</summary>
    /// <param name="place">Where this program is.</param>
    /// <param name="name">Of the group, one that nobody else uses.</param>
    /// <param name="processId">This program's.</param>
    /// <param name="kill">Ends a process.</param>
    /// <returns><c>null</c> where the group was not handed to this program, so that it may not be divided.</returns>
    public static MemoryGroups? Open(MemoryPlace place, string name, int processId, Action<int> kill)
    {
        try
        {
            if (place.IsUnified && !Divide(place.Folder, processId))
            {
                return null;
            }

            var folder = Path.Combine(place.Folder, name);
            Directory.CreateDirectory(folder);
            if (place.IsUnified)
            {
                Enable(folder);
            }

            MemoryGroups groups = new(place, folder);
            groups.Sweep(kill);

            return groups;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A group for one attempt.</summary>
    /// <returns><c>null</c> where the kernel makes none: then the attempt's memory is looked at from outside.</returns>
    public MemoryGroup? Create(string taskId, int memoryMiB)
    {
        var group = new MemoryGroup(Path.Combine(_folder, taskId), _place);
        try
        {
            Directory.CreateDirectory(group.Folder);
            group.SetLimit((long)memoryMiB << 20);

            return group;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            group.Remove();

            return null;
        }
    }

    public void Dispose() => MemoryGroup.RemoveFolder(_folder);

    // AWS has no part in it; the kernel: a group that has processes of its own passes no controller on to groups below it (cgroups(7),
    // "no internal processes"). Where this program is alone in its group it makes room by going into a leaf of its own.
    private static bool Divide(string folder, int processId)
    {
        if (!Words(Path.Combine(folder, "cgroup.controllers")).Contains(Controller))
        {
            return false;
        }

        if (Words(Path.Combine(folder, "cgroup.subtree_control")).Contains(Controller))
        {
            return true;
        }

        var members = Words(Path.Combine(folder, MemoryGroup.Processes));
        if (members.Any(member => member != processId.ToString(CultureInfo.InvariantCulture)))
        {
            return false;
        }

        if (members.Length > 0)
        {
            var leaf = Path.Combine(folder, OwnLeaf);
            Directory.CreateDirectory(leaf);
            File.WriteAllText(Path.Combine(leaf, MemoryGroup.Processes), MemoryGroup.Self);
        }

        Enable(folder);

        return true;
    }

    private static void Enable(string folder) => File.WriteAllText(Path.Combine(folder, "cgroup.subtree_control"), "+" + Controller);

    private static string[] Words(string file) => File.ReadAllText(file).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private void Sweep(Action<int> kill)
    {
        foreach (var left in Directory.EnumerateDirectories(_folder))
        {
            MemoryGroup group = new(left, _place);
            foreach (var process in group.Members())
            {
                kill(process);
            }

            // One whose processes are still on their way goes with the next start.
            group.Remove();
        }
    }
}
