namespace LocalBatch.Jobs;

/// <summary>
/// The children of an array job. A child becomes an object when something happens to it alone; until then it is one of
/// the rest, which share a status. Ten thousand waiting children cost an array of empty places.
/// </summary>
internal sealed class JobArray
{
    private readonly int[] _counts = new int[JobStatus.Count];
    private readonly Job?[] _children;
    private int _cursor;

    public JobArray(int size, bool isSequential, IReadOnlyList<Job> twins, long now)
    {
        (_children, IsSequential, Twins, SummaryUpdatedAt, RestCount) = (new Job?[size], isSequential, twins, now, size);
        _counts[(int)JobStatus.Pending] = size;
    }

    public int Size => _children.Length;

    /// <summary>Child i waits for child i - 1.</summary>
    public bool IsSequential { get; }

    /// <summary>Arrays whose child i each child i waits for (N_TO_N).</summary>
    public IReadOnlyList<Job> Twins { get; }

    /// <summary>Arrays whose children wait for the child of the same index here.</summary>
    public List<Job>? TwinDependants { get; set; }

    public bool HasRulesPerChild => IsSequential || Twins.Count > 0;

    /// <summary>Status of every child that is not an object yet.</summary>
    public JobStatus Rest { get; private set; } = JobStatus.Pending;

    public string? RestReason { get; private set; }

    /// <summary>Unix milliseconds; 0 while the rest is not over.</summary>
    public long RestStoppedAt { get; private set; }

    /// <summary>How many children are not objects yet.</summary>
    public int RestCount { get; private set; }

    /// <summary>Unix milliseconds of the last change of <see cref="Counts"/>.</summary>
    public long SummaryUpdatedAt { get; set; }

    /// <summary>Children by status, the seven counts of <c>statusSummary</c>.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    public bool IsOver => _counts[(int)JobStatus.Succeeded] + _counts[(int)JobStatus.Failed] == Size;

    public bool AllSucceeded => _counts[(int)JobStatus.Succeeded] == Size;

    public IEnumerable<Job> Materialised => _children.OfType<Job>();

    /// <summary>Lowest index of a child that is not an object yet; -1 where all are.</summary>
    public int FirstOfRest
    {
        get
        {
            while (_cursor < Size && _children[_cursor] is not null)
            {
                _cursor++;
            }

            return _cursor < Size ? _cursor : -1;
        }
    }

    /// <summary>The next index after <paramref name="index"/> of a child that is not an object yet; -1 where there is none.</summary>
    public int NextOfRest(int index)
    {
        for (var next = index + 1; next < Size; next++)
        {
            if (_children[next] is null)
            {
                return next;
            }
        }

        return -1;
    }

    /// <summary>First and last index, pair by pair, of the children that are not objects yet.</summary>
    public IReadOnlyList<int> RestRanges()
    {
        var ranges = new List<int>();
        for (var index = FirstOfRest; index >= 0; index = NextOfRest(index))
        {
            if (ranges.Count > 0 && ranges[^1] == index - 1)
            {
                ranges[^1] = index;
            }
            else
            {
                ranges.AddRange([index, index]);
            }
        }

        return ranges;
    }

    public Job? Child(int index) => _children[index];

    public JobStatus StatusOf(int index) => _children[index]?.Status ?? Rest;

    public void MoveRest(JobStatus to, string? reason, long now)
    {
        _counts[(int)Rest] -= RestCount;
        _counts[(int)to] += RestCount;
        Rest = to;
        RestReason = reason;
        RestStoppedAt = to.IsTerminal ? now : 0;
        SummaryUpdatedAt = now;
    }

    /// <summary>Makes an object of one of the rest, or takes up one from the journal.</summary>
    public void Put(Job child)
    {
        _children[child.Index] = child;
        RestCount--;
    }

    public void Count(JobStatus from, JobStatus to, long now)
    {
        _counts[(int)from]--;
        _counts[(int)to]++;
        SummaryUpdatedAt = now;
    }

    /// <summary>Takes up what an earlier run of the engine had reached.</summary>
    public void Restore(JobStatus rest, string? reason, long stoppedAt, long summaryUpdatedAt)
    {
        MoveRest(rest, reason, stoppedAt);
        (RestStoppedAt, SummaryUpdatedAt) = (stoppedAt, summaryUpdatedAt);
    }

    /// <summary>Takes up one child from the journal.</summary>
    public void Restore(Job child)
    {
        Put(child);
        _counts[(int)Rest]--;
        _counts[(int)child.Status]++;
    }
}
