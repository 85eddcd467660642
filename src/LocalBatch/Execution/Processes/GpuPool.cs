namespace LocalBatch.Execution.Processes;

/// <summary>The GPUs of this machine by number, each in the hands of one attempt at a time.</summary>
internal sealed class GpuPool(int count)
{
    private readonly SortedSet<int> _free = [.. Enumerable.Range(0, count)];

    /// <returns>The lowest numbers that are free; <c>null</c> where there are too few.</returns>
    public IReadOnlyList<int>? Take(int wanted)
    {
        // Attempts start and end on their own threads.
        lock (_free)
        {
            if (wanted > _free.Count)
            {
                return null;
            }

            List<int> taken = [.. _free.Take(wanted)];
            _free.ExceptWith(taken);

            return taken;
        }
    }

    /// <summary>An attempt of an earlier life still has these.</summary>
    public void Occupy(IReadOnlyList<int> taken)
    {
        lock (_free)
        {
            _free.ExceptWith(taken);
        }
    }

    public void Return(IReadOnlyList<int> taken)
    {
        lock (_free)
        {
            _free.UnionWith(taken);
        }
    }
}
