using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.ServiceJobs;

/// <summary>A part of a queue's capacity, with jobs of its own.</summary>
internal sealed class QuotaShare(string name, string arn, JobQueue queue)
{
    public string Name => name;

    public string Arn => arn;

    public JobQueue Queue => queue;

    public bool IsEnabled { get; set; } = true;

    /// <summary>Never <see cref="LifecycleStatus.Deleted"/>: a share that is deleted is gone.</summary>
    public LifecycleStatus Status { get; set; }

    /// <summary>Instances of its own, by type.</summary>
    public required IReadOnlyDictionary<string, int> Limits { get; set; }

    public required Sharing Sharing { get; set; }

    /// <summary>Whether a job may be preempted by another of higher priority in the same share.</summary>
    public bool HasInSharePreemption { get; set; }

    public IReadOnlyDictionary<string, string> Tags { get; set; } = Resources.Empty.Map;

    /// <summary>Instances held by jobs of the share.</summary>
    public InstanceCounts Used { get; } = new();

    /// <summary>Instances of a type beyond its own.</summary>
    public int Borrowed(string type) => Math.Max(0, Used.Of(type) - Limits.GetValueOrDefault(type));

    /// <summary>Whether the job fits into what the share has of its own.</summary>
    public bool FitsOwn(ServiceDemand demand) =>
        demand.Instances.All(pair => Used.Of(pair.Key) + pair.Value <= Limits.GetValueOrDefault(pair.Key));

    /// <summary>Instances of a type that the share may hold at most, borrowed ones included.</summary>
    // AWS: borrowLimit is in percent of the share's own capacity; -1 is no limit (API_QuotaShareResourceSharingConfiguration).
    public long Most(string type) => Limits.GetValueOrDefault(type) is var own && Sharing is not { Strategy: SharingStrategy.LendAndBorrow }
        ? own
        : Sharing.BorrowLimit < 0 ? long.MaxValue : own + ((long)own * Sharing.BorrowLimit / 100);

    public bool CanEverFit(ServiceDemand demand) => demand.Instances.All(pair => pair.Value <= Most(pair.Key));
}

/// <summary>What a share does with capacity that is idle.</summary>
/// <param name="BorrowLimit">In percent; -1: no limit.</param>
internal sealed record Sharing(SharingStrategy Strategy, int BorrowLimit);

internal enum SharingStrategy : byte
{
    Reserve,
    Lend,
    LendAndBorrow,
}
