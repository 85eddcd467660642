using BatchFunctions.Jobs;
using Simulation.Tests.Cloud;

namespace Simulation.Tests.Planted;

/// <summary>Takes the last news for the truth, whatever it was before.</summary>
internal sealed class UnrankedJobs(IJobStore inner) : JobStoreDecorator(inner)
{
    private readonly Dictionary<string, JobChange> _last = [];

    public override async Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) =>
        await Inner.FindAsync(jobId, cancellation) is not { } record ? null
        : _last.TryGetValue(jobId, out var change) ? record with { Status = change.Status, Rank = change.Rank, StatusReason = change.StatusReason }
        : record;

    public override async Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation)
    {
        await Inner.AdvanceAsync(change, cancellation);
        _last[change.JobId] = change;

        return await FindAsync(change.JobId, cancellation);
    }
}
