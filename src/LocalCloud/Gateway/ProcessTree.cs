using System.Globalization;

namespace LocalCloud.Gateway;

/// <summary>
/// Which processes belong to one, and which sockets they hold, from <c>/proc</c>. What it has started, and they in turn, belong to
/// it; where it has opened a session, also what is in that, whether its parents still are or not.
/// </summary>
internal static class ProcessTree
{
    /// <summary>Whether <paramref name="process"/>, or one that belongs to it, holds the socket.</summary>
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

        var others = Belonging(process, ProcessRow.All()).Select(child => IsHeldBy(child, inode)).ToList();

        return others.Contains(true) ? true : own is null || others.Contains(null) ? null : false;
    }

    /// <summary>Whether a process holds the socket that sees the users and processes of this machine as this program does.</summary>
    /// <param name="inode">The socket's number.</param>
    public static bool IsHeldUnconfined(ulong inode)
    {
        var own = Namespaces("/proc/self");

        return TellsOfOurs() && ProcessRow.All().Any(row => Namespaces(ProcessRow.FolderOf(row.Id)) == own && IsHeldBy(row.Id, inode) is true);
    }

    /// <summary>What a process has left running: in the session that it had opened, or with its mark.</summary>
    /// <param name="ended">Id of the process; it has ended, and been waited for.</param>
    /// <param name="mark">What only it and those that it has started have in their environment: <c>NAME=value</c>.</param>
    public static IReadOnlyList<int> LeftBy(int ended, string mark)
    {
        // As long as anything is in its session the system gives its id to nobody else; who has it by now may have opened a session himself.
        var isGone = ProcessRow.Of(ended) is null;

        return [.. ProcessRow.All().Where(row => isGone && row.Session == ended || row.Id != Environment.ProcessId && row.Carries(mark)).Select(row => row.Id)];
    }

    /// <summary>All that belong to <paramref name="process"/>, without itself.</summary>
    /// <param name="process">Id of the first process.</param>
    /// <param name="rows">All processes.</param>
    internal static IEnumerable<int> Belonging(int process, IReadOnlyList<ProcessRow> rows)
    {
        var children = rows.Where(row => row.Id != row.Parent).ToLookup(row => row.Parent, row => row.Id);
        HashSet<int> seen = [process];
        Queue<int> next = new([.. children[process], .. rows.Where(row => row.Session == process).Select(row => row.Id)]);
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

    /// <summary>False without <c>/proc</c>, and where it is that of another pid namespace, whose ids are not ours.</summary>
    private static bool TellsOfOurs() => new FileInfo("/proc/self").LinkTarget == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Of its users and of its processes (namespaces(7)); <c>null</c> where that is not for us to see.</summary>
    private static (string? Users, string? Processes) Namespaces(string folder) =>
        (TargetOf(new FileInfo(Path.Combine(folder, "ns", "user"))), TargetOf(new FileInfo(Path.Combine(folder, "ns", "pid"))));

    private static bool? IsHeldBy(int process, ulong inode)
    {
        var socket = string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]");
        var folder = ProcessRow.FolderOf(process);
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
        ProcessRow.Read(folder) is { } stat && stat[(stat.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z') && Directory.EnumerateDirectories(Path.Combine(folder, "task")).Take(2).Count() == 1;

    private static string? TargetOf(FileSystemInfo file)
    {
        try
        {
            return file.LinkTarget;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            // Closed meanwhile, or of somebody who lets nobody look.
            return null;
        }
    }
}
