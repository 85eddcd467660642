using System.Collections;

namespace LocalBatch.Jobs;

/// <summary>
/// RUNNABLE jobs of a queue in the order of dispatch; with shares, each share's jobs in theirs. An array parent stands here
/// for those of its children that are not objects yet.
/// </summary>
internal sealed class ReadyJobs(FairShares? shares) : IReadOnlyCollection<Job>
{
    private readonly SortedSet<Job> _firstIn = new(JobOrder.ByDispatch);

    public int Count { get; private set; }

    /// <summary>Another number whenever the order may have changed.</summary>
    public long Version { get; private set; }

    /// <summary>The jobs of a queue without shares.</summary>
    public SortedSet<Job> FirstIn => _firstIn;

    public void Add(Job job)
    {
        if (Lane(job).Add(job))
        {
            Count++;
            Touch();
        }
    }

    public void Remove(Job job)
    {
        if (Lane(job).Remove(job))
        {
            Count--;
            Touch();
        }
    }

    /// <summary>Something else than the jobs here has changed their order.</summary>
    public void Touch() => Version++;

    public bool Contains(Job job) => Lane(job).Contains(job);

    public IEnumerator<Job> GetEnumerator() =>
        (shares is null ? _firstIn : shares.All.SelectMany(share => share.Ready)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private SortedSet<Job> Lane(Job job) => shares?.Of(job.Spec.ShareIdentifier ?? "").Ready ?? _firstIn;
}
