using System.Globalization;

namespace LocalCloud.Gateway;

/// <summary>Which sockets a process and all that it has started hold, from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    private const string Root = "/proc";

    /// <summary>Whether <paramref name="process"/>, or one that it or its children have started, holds the socket.</summary>
    /// <param name="process">Id of the first process.</param>
    /// <param name="inode">The socket's number.</param>
    /// <returns><c>null</c> where one of them keeps secret what it holds, so that it may be that one, or nothing is known of processes.</returns>
    public static bool? Holds(int process, ulong inode)
    {
        if (!TellsOfOurs())
        {
            return null;
        }

        // Most often it is the process itself, and then nothing else is looked at.
        var own = IsHeldBy(process, inode);
        if (own is true)
        {
            return true;
        }

        var others = Descendants(process, Parents()).Select(child => IsHeldBy(child, inode)).ToList();

        return others.Contains(true) ? true : own is null || others.Contains(null) ? null : false;
    }

    /// <summary>All that <paramref name="process"/> has started, and they in turn, without itself.</summary>
    /// <param name="process">Id of the first process.</param>
    /// <param name="parents">Processes and their parents.</param>
    internal static IEnumerable<int> Descendants(int process, IReadOnlyList<(int Id, int Parent)> parents)
    {
        var children = parents.Where(one => one.Id != one.Parent).ToLookup(one => one.Parent, one => one.Id);
        HashSet<int> seen = [process];
        Queue<int> next = new(children[process]);
        while (next.TryDequeue(out var child))
        {
            // An id may have been given to another process while they were read: no circle is walked twice.
            if (seen.Add(child))
            {
                yield return child;

                foreach (var grandchild in children[child])
                {
                    next.Enqueue(grandchild);
                }
            }
        }
    }

    /// <summary>Parent in a text of <c>/proc/PID/stat</c>; 0 where it has none.</summary>
    internal static int ParentIn(string stat) =>
        // The name in parentheses may hold anything, also blanks and parentheses; behind it come the state and the parent
        // (proc_pid_stat(5)).
        stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var parent, ..]
        && int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>False without <c>/proc</c>, and where it is that of another pid namespace, whose ids are not ours.</summary>
    private static bool TellsOfOurs() => new FileInfo(Path.Combine(Root, "self")).LinkTarget == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static List<(int Id, int Parent)> Parents()
    {
        List<(int, int)> parents = [];
        foreach (var folder in Directory.EnumerateDirectories(Root))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Read(folder) is { } stat)
            {
                parents.Add((id, ParentIn(stat)));
            }
        }

        return parents;
    }

    private static string? Read(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool? IsHeldBy(int process, ulong inode)
    {
        var socket = string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]");
        var folder = string.Create(CultureInfo.InvariantCulture, $"{Root}/{process}");
        try
        {
            var any = false;
            foreach (var file in new DirectoryInfo(Path.Combine(folder, "fd")).EnumerateFileSystemInfos())
            {
                any = true;
                if (TargetOf(file) == socket)
                {
                    return true;
                }
            }

            // Of a process that is ending, the first thread shows nothing any more while others still hold all of it.
            return any || IsOnlyWaitedFor(folder) ? false : null;
        }
        catch (UnauthorizedAccessException)
        {
            // It runs as somebody else, or lets nobody look.
            return null;
        }
        catch (IOException)
        {
            // It has ended.
            return false;
        }
    }

    /// <summary>Ended with all its threads, and not yet waited for by its parent, which may take its time.</summary>
    private static bool IsOnlyWaitedFor(string folder) =>
        Read(folder) is { } stat && stat[(stat.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z') && Directory.EnumerateDirectories(Path.Combine(folder, "task")).Take(2).Count() == 1;

    private static string? TargetOf(FileSystemInfo file)
    {
        try
        {
            return file.LinkTarget;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }
}
