using System.Globalization;

namespace Attack.Tests;

/// <summary>Ports that processes listen on, from <c>/proc</c>.</summary>
internal static class SocketTable
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    public static IReadOnlyList<int> PortsOf(IReadOnlySet<int> processes)
    {
        var inodes = processes.SelectMany(Inodes).ToHashSet(StringComparer.Ordinal);

        return
        [
            .. Tables.Where(File.Exists).SelectMany(File.ReadLines).Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                // State 0A listens; the tenth column is the inode (proc_pid_net(5)).
                .Where(row => row is [_, _, _, "0A", _, _, _, _, _, var inode, ..] && inodes.Contains(inode))
                .Select(row => int.Parse(row[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Distinct().Order(),
        ];
    }

    private static IEnumerable<string> Inodes(int process)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal)).Select(target => target[8..^1])];
        }
        catch (IOException)
        {
            // It has ended.
            return [];
        }
    }
}
