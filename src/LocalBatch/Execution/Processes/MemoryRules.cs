namespace LocalBatch.Execution.Processes;

/// <summary>When a group is over its memory, and when to look again.</summary>
internal static class MemoryRules
{
    /// <summary>Between two looks at groups that do not grow.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two looks at a group that races to its limit, and before the first look.</summary>
    public static readonly TimeSpan Alert = TimeSpan.FromMilliseconds(10);

    /// <param name="bytes">Resident memory of the group.</param>
    /// <param name="limitMiB">The job's memory.</param>
    public static bool IsOver(long bytes, int limitMiB) => bytes > (long)limitMiB << 20;

    /// <summary>Half the time the group needs to its limit if it keeps growing as it did.</summary>
    public static TimeSpan NextLook(long before, long now, TimeSpan elapsed, int limitMiB)
    {
        var growth = now - before;
        var room = ((long)limitMiB << 20) - now;
        if (growth <= 0 || room <= 0)
        {
            return Calm;
        }

        var half = TimeSpan.FromTicks((long)(elapsed.Ticks * ((double)room / growth) / 2));

        return half < Alert ? Alert : half > Calm ? Calm : half;
    }
}
