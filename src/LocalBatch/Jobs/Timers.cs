namespace LocalBatch.Jobs;

/// <summary>What is to happen later, earliest first. An owner has one timer at a time.</summary>
internal sealed class Timers
{
    private readonly SortedDictionary<(long Due, long Order), object> _byTime = [];
    private readonly Dictionary<object, (long Due, long Order)> _byOwner = new(ReferenceEqualityComparer.Instance);
    private long _order;

    /// <summary>Unix milliseconds; <c>null</c> where nothing is to happen.</summary>
    public long? Earliest
    {
        get
        {
            foreach (var (when, _) in _byTime)
            {
                return when.Due;
            }

            return null;
        }
    }

    public bool IsSet(object owner) => _byOwner.ContainsKey(owner);

    public void Set(object owner, long due)
    {
        Clear(owner);
        var when = (due, _order++);
        _byTime.Add(when, owner);
        _byOwner.Add(owner, when);
    }

    public void Clear(object owner)
    {
        if (_byOwner.Remove(owner, out var when))
        {
            _byTime.Remove(when);
        }
    }

    /// <summary>Takes out the owner of the earliest timer that is due, or <c>null</c>.</summary>
    public object? TakeDue(long now)
    {
        foreach (var (when, owner) in _byTime)
        {
            if (when.Due > now)
            {
                break;
            }

            Clear(owner);
            return owner;
        }

        return null;
    }
}
