using BatchFunctions.Jobs;
using Simulation.Tests.Cloud;

namespace Simulation.Tests.Planted;

/// <summary>What is carried out is not what was written down.</summary>
internal sealed class OtherVerdicts(IJobStore inner) : JobStoreDecorator(inner)
{
    public override async Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        await Inner.RecordDecisionAsync(jobId, decision, why, verdict, at, cancellation) is { Verdict: { } written } record
            ? record with { Verdict = written with { Tries = [.. written.Tries.Select(next => next with { Changes = Changes.None })] } }
            : null;
}
