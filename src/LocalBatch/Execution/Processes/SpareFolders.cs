using System.Collections.Concurrent;
using LocalBatch.Execution.Processes.Confinement;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// Working folders that an attempt left as it found them, for the next one of the same user: to make a folder and to remove it
/// again is a quarter of what starting a short program costs here. Such a folder bears the id of the task that had it first.
/// </summary>
/// <param name="most">Folders held at most; 0: none is.</param>
internal sealed class SpareFolders(int most) : IDisposable
{
    private readonly ConcurrentDictionary<(uint User, uint Group), ConcurrentStack<string>> _spare = [];
    private int _count;

    /// <returns>A folder that is empty and the owner's alone; <c>null</c>: none is spare.</returns>
    public string? Take(JobUser? owner)
    {
        if (!_spare.TryGetValue(KeyOf(owner), out var folders) || !folders.TryPop(out var folder))
        {
            return null;
        }

        Interlocked.Decrement(ref _count);

        // Somebody may have looked into the executor's folder and tidied up.
        return IsAsMade(folder, owner) ? folder : null;
    }

    /// <summary>Takes the folder of an attempt whose processes are all gone.</summary>
    /// <returns>False where the attempt has left something in it or has changed it, and where enough are held: then the folder is the caller's to remove.</returns>
    public bool Return(string folder, JobUser? owner)
    {
        if (!IsAsMade(folder, owner))
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) > most)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _spare.GetOrAdd(KeyOf(owner), _ => new()).Push(folder);

        return true;
    }

    /// <summary>Removes what is held.</summary>
    public void Dispose()
    {
        foreach (var folder in _spare.Values.SelectMany(folders => folders))
        {
            _ = WorkFolder.Remove(folder, withFiles: false);
        }

        _spare.Clear();
    }

    private static bool IsAsMade(string folder, JobUser? owner)
    {
        using var open = OpenFolder.Open(folder);

        return open is not null && open.IsPlain(KeyOf(owner).User) && open.Entries().Count == 0;
    }

    private static (uint User, uint Group) KeyOf(JobUser? owner) => owner is null ? (Libc.EffectiveUser(), uint.MaxValue) : (owner.Uid, owner.Gid);
}
