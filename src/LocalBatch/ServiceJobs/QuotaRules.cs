namespace LocalBatch.ServiceJobs;

/// <summary>The arithmetic of borrowing between the quota shares of one queue.</summary>
internal static class QuotaRules
{
    /// <summary>Whether a share may take what its job needs by borrowing what others lend and do not use.</summary>
    public static bool MayBorrow(QuotaShare share, ServiceDemand demand, IReadOnlyCollection<QuotaShare> all) =>
        share.Sharing.Strategy == SharingStrategy.LendAndBorrow
        && demand.Instances.All(pair =>
            share.Used.Of(pair.Key) + pair.Value <= share.Most(pair.Key)
            && MoreBorrowed(share, pair.Key, pair.Value) <= Lendable(pair.Key, share, all));

    /// <summary>
    /// The jobs to preempt so that a job gets what its share owns: of shares that borrow, lowest priority first, then those
    /// that have run for the shortest time.
    /// </summary>
    /// <returns>Empty where that would not do, or where enough is being freed already.</returns>
    // Inferred: AWS weighs what a job borrows, its priority and its duration, and does not tell how (user guide, preemption).
    public static IReadOnlyList<ServiceJob> Borrowers(ServiceDemand demand, ServiceEnvironment environment, IEnumerable<ServiceJob> holding)
    {
        var jobs = holding.ToList();
        var borrowed = jobs.Select(job => job.Share).OfType<QuotaShare>().Distinct()
            .ToDictionary(share => share, share => share.Used.All.ToDictionary(pair => pair.Key, pair => share.Borrowed(pair.Key)));
        foreach (var job in jobs.Where(job => job.IsStopping))
        {
            Free(job, borrowed);
        }

        return Choose(
            type => demand.Of(type) - environment.Free(type),
            demand,
            jobs,
            job => job.Share is { } share && job.Demand.Instances.Any(pair => borrowed[share].GetValueOrDefault(pair.Key) > 0),
            job => Free(job, borrowed));
    }

    /// <summary>The jobs of a share to preempt for one of higher priority in the same share.</summary>
    /// <returns>Empty where that would not do, or where enough is being freed already.</returns>
    public static IReadOnlyList<ServiceJob> Inferiors(ServiceJob wanting, QuotaShare share, ServiceEnvironment environment, IEnumerable<ServiceJob> holding) =>
        Choose(
            type => Math.Max(
                wanting.Demand.Of(type) - environment.Free(type),
                share.Used.Of(type) + wanting.Demand.Of(type) - (int)Math.Min(int.MaxValue, Math.Max(share.Limits.GetValueOrDefault(type), share.Used.Of(type)))),
            wanting.Demand,
            [.. holding.Where(job => job.Share == share)],
            job => job.Priority < wanting.Priority,
            _ => { });

    private static List<ServiceJob> Choose(
        Func<string, int> missing, ServiceDemand demand, List<ServiceJob> holding, Func<ServiceJob, bool> isCandidate, Action<ServiceJob> chosen)
    {
        var open = demand.Instances.Keys.ToDictionary(type => type, missing);
        foreach (var job in holding.Where(job => job.IsStopping))
        {
            Cover(open, job);
        }

        var victims = new List<ServiceJob>();
        foreach (var job in holding.Where(job => !job.IsStopping).OrderBy(job => job.Priority).ThenByDescending(job => job.ScheduledAt).ThenByDescending(job => job.Sequence))
        {
            if (open.Any(pair => pair.Value > 0 && job.Demand.Of(pair.Key) > 0) && isCandidate(job))
            {
                victims.Add(job);
                chosen(job);
                Cover(open, job);
            }
        }

        return open.Values.All(count => count <= 0) ? victims : [];
    }

    private static void Cover(Dictionary<string, int> open, ServiceJob job)
    {
        foreach (var type in open.Keys.ToList())
        {
            open[type] -= job.Demand.Of(type);
        }
    }

    private static void Free(ServiceJob job, Dictionary<QuotaShare, Dictionary<string, int>> borrowed)
    {
        foreach (var (type, count) in job.Demand.Instances)
        {
            if (job.Share is { } share && borrowed[share].ContainsKey(type))
            {
                borrowed[share][type] -= count;
            }
        }
    }

    private static int MoreBorrowed(QuotaShare share, string type, int count) =>
        Math.Max(0, share.Used.Of(type) + count - share.Limits.GetValueOrDefault(type)) - share.Borrowed(type);

    /// <summary>Idle instances of a type in shares that lend, less what is borrowed already.</summary>
    private static int Lendable(string type, QuotaShare borrower, IReadOnlyCollection<QuotaShare> all) =>
        all.Where(share => share != borrower && share.Sharing.Strategy != SharingStrategy.Reserve)
            .Sum(share => Math.Max(0, share.Limits.GetValueOrDefault(type) - share.Used.Of(type)))
        - all.Sum(share => share.Borrowed(type));
}
