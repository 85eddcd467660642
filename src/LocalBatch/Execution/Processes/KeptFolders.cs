using System.Text;
using System.Threading.Channels;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>A working folder that stays after its attempt.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">What it takes up of the disk.</param>
internal sealed record KeptFolder(string Path, long Bytes);

/// <summary>
/// Keeps the folders of failed attempts within a size: the oldest go first. One loop owns the list; to measure a folder takes as long
/// as the job has made it large, which no attempt waits for.
/// </summary>
internal sealed class KeptFolders : IAsyncDisposable
{
    private readonly long _mostBytes;
    private readonly Action<string> _stuck;
    private readonly Channel<string> _arrived = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly List<KeptFolder> _kept = [];
    private readonly Task _loop;

    /// <param name="earlier">Folders that an earlier life has left, the oldest first.</param>
    /// <param name="mostBytes">Of the disk, for all together.</param>
    /// <param name="stuck">Called with a sentence about a folder that cannot be removed.</param>
    public KeptFolders(IEnumerable<string> earlier, long mostBytes, Action<string> stuck)
    {
        _mostBytes = mostBytes;
        _stuck = stuck;
        foreach (var folder in earlier)
        {
            Add(folder);
        }

        _loop = RunAsync();
    }

    /// <summary>The folder's attempt has failed just now.</summary>
    public void Add(string folder) => _arrived.Writer.TryWrite(folder);

    /// <summary>What has to go so that the rest fits: from the oldest on, and the newest only where it is too large by itself.</summary>
    /// <param name="kept">The oldest first.</param>
    /// <param name="mostBytes">For all together.</param>
    public static int CountOver(IReadOnlyList<KeptFolder> kept, long mostBytes)
    {
        var total = kept.Sum(folder => folder.Bytes);
        var count = 0;
        for (; total > mostBytes; count++)
        {
            total -= kept[count].Bytes;
        }

        return count;
    }

    /// <summary>Ends once every folder that was added has been looked at.</summary>
    public async ValueTask DisposeAsync()
    {
        _arrived.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await foreach (var path in _arrived.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (Directory.Exists(path))
            {
                _kept.Add(new(path, FolderSize.Of(path)));
                RemoveOldest();
            }
        }
    }

    private void RemoveOldest()
    {
        if (CountOver(_kept, _mostBytes) == 0)
        {
            return;
        }

        // Some have gone with the retention of their jobs.
        _kept.RemoveAll(folder => !Directory.Exists(folder.Path));
        var over = CountOver(_kept, _mostBytes);
        foreach (var folder in _kept[..over])
        {
            if (WorkFolder.Remove(folder.Path, withFiles: true) is { } why)
            {
                _stuck(why);
            }
        }

        _kept.RemoveRange(0, over);
    }
}

/// <summary>What a folder takes up of the disk, with all that is in it: holes of files do not count, links are not followed.</summary>
internal static class FolderSize
{
    /// <summary>In bytes; 0 for what is not there.</summary>
    public static long Of(string path)
    {
        long total = 0;
        Stack<byte[]> paths = new([Encoding.UTF8.GetBytes(path)]);
        while (paths.TryPop(out var next))
        {
            // What may not be read, or is deeper than a path may be long, is not counted.
            using var folder = OpenFolder.Open(next);
            foreach (var name in folder?.Entries() ?? [])
            {
                var (bytes, isFolder) = folder?.Measure(name) ?? default;
                total += bytes;
                if (isFolder)
                {
                    paths.Push([.. next, (byte)'/', .. name]);
                }
            }
        }

        return total;
    }
}
