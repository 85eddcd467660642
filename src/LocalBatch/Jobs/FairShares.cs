using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>The shares of one queue: who has used how much, and whose jobs wait.</summary>
internal sealed class FairShares
{
    private readonly Dictionary<string, FairShare> _byId = new(StringComparer.Ordinal);
    private long _seen;

    public IReadOnlyCollection<FairShare> All => _byId.Values;

    public FairShare Of(string id)
    {
        if (!_byId.TryGetValue(id, out var share))
        {
            _byId.Add(id, share = new(id, ++_seen));
        }

        return share;
    }

    public bool IsActive(string id, FairShareRules rules, long now) => _byId.GetValueOrDefault(id)?.IsActive(rules, now) == true;

    public int CountActive(FairShareRules rules, long now) => _byId.Values.Count(share => share.IsActive(rules, now));

    /// <summary>Forgets shares that have not been in use for the whole window: their usage is over too.</summary>
    public void Prune(FairShareRules rules, long now)
    {
        foreach (var share in _byId.Values.Where(share => !share.IsActive(rules, now)).ToList())
        {
            _byId.Remove(share.Id);
        }
    }

    /// <summary>The weights of all shares now, in the order of <see cref="All"/>.</summary>
    // Inferred: the weight of a prefix is that of all its shares together, so that with n of them in use each weighs n times as much
    // (user guide of 2023; the newer text of the model leaves it open).
    public IEnumerable<(FairShare Share, double Weight)> Weighed(FairShareRules rules, long now)
    {
        var active = new Dictionary<ShareWeight, int>(ReferenceEqualityComparer.Instance);
        foreach (var share in _byId.Values)
        {
            if (share.EntryIn(rules) is { } entry && share.IsActive(rules, now))
            {
                active[entry] = active.GetValueOrDefault(entry) + 1;
            }
        }

        return _byId.Values.Select(share => (
            share,
            share.EntryIn(rules) is { } entry ? entry.Value * Math.Max(1, active.GetValueOrDefault(entry)) : ShareWeight.Usual));
    }
}

/// <summary>One share identifier of a queue.</summary>
/// <param name="firstSeen">Order of first use in the queue; decides between equals.</param>
internal sealed class FairShare(string id, long firstSeen)
{
    private FairShareRules? _rules;
    private ShareWeight? _entry;
    private double _vcpuSeconds;
    private long _settledAt;
    private long _idleSince = long.MinValue;

    public string Id => id;

    public long FirstSeen => firstSeen;

    /// <summary>RUNNABLE jobs of the share, next one first.</summary>
    public SortedSet<Job> Ready { get; } = new(JobOrder.ByPriority);

    /// <summary>Jobs that are not over, array children left out.</summary>
    public int Live { get; private set; }

    /// <summary>Thousandths of a vCPU held by jobs STARTING or RUNNING.</summary>
    public long UsedMilliVcpus { get; private set; }

    // AWS: a share is in use while it has jobs that are not over, and for the decay period after (user guide, fair-share scheduling).
    public bool IsActive(FairShareRules rules, long now) =>
        Live > 0 || UsedMilliVcpus > 0 || (_idleSince > long.MinValue && now - _idleSince < rules.WindowMilliseconds);

    public void Enter() => Live++;

    public void Leave(long now) => (Live, _idleSince) = (Live - 1, now);

    /// <summary>Takes or, negative, gives back vCPUs.</summary>
    public void Use(long milliVcpus, FairShareRules rules, long now)
    {
        _vcpuSeconds = UsageAt(rules, now);
        _settledAt = now;
        UsedMilliVcpus += milliVcpus;
    }

    /// <summary>Takes up what an attempt used before the engine was opened.</summary>
    /// <param name="ago">Milliseconds since it ended.</param>
    public void Recall(long milliVcpus, long milliseconds, long ago, FairShareRules rules, long now)
    {
        _vcpuSeconds = UsageAt(rules, now) + rules.After(rules.After(0, milliVcpus, milliseconds), 0, ago);
        _settledAt = now;
        _idleSince = Math.Max(_idleSince, now - ago);
    }

    /// <summary>vCPU-seconds, the older ones counted less.</summary>
    public double UsageAt(FairShareRules rules, long now) => rules.After(_vcpuSeconds, UsedMilliVcpus, Math.Max(0, now - _settledAt));

    /// <summary>The entry of the rules that covers this share; looked for once for each set of rules.</summary>
    public ShareWeight? EntryIn(FairShareRules rules)
    {
        if (!ReferenceEquals(_rules, rules))
        {
            (_rules, _entry) = (rules, rules.EntryOf(id));
        }

        return _entry;
    }
}
