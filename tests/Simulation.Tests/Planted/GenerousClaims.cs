using BatchFunctions.Jobs;
using Simulation.Tests.Cloud;

namespace Simulation.Tests.Planted;

/// <summary>Whoever asks may stand in for a failed job, also where another one does.</summary>
internal sealed class GenerousClaims(IJobStore inner) : JobStoreDecorator(inner)
{
    public override async Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) =>
        await Inner.FindAsync(jobId, cancellation) is { } record ? record with { SuccessorToken = null } : null;

    public override Task<SuccessorClaim?> ClaimSuccessorAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation) =>
        Task.FromResult<SuccessorClaim?>(new SuccessorClaim(token, at, null));
}
