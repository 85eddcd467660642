using BatchFunctions.Jobs;
using Simulation.Tests.Cloud;

namespace Simulation.Tests.Planted;

/// <summary>What is decided about a failed job is not written down.</summary>
internal sealed class UndecidedJobs(IJobStore inner) : JobStoreDecorator(inner)
{
    public override async Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        await Inner.FindAsync(jobId, cancellation) is { } record ? record with { Decision = decision, DecisionReason = why, Verdict = verdict } : null;
}
